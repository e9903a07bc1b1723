import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { misuse } from "./failures.js";

/** A static file as it is sent. */
export interface Static {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".txt": "text/plain; charset=utf-8",
  ".js": "text/javascript; charset=utf-8", ".json": "application/json", ".svg": "image/svg+xml",
  ".wasm": "application/wasm", ".woff2": "font/woff2", ".png": "image/png", ".ico": "image/x-icon",
};
/** Already compressed, or too short for it to matter. */
const LEFT_AS_IT_IS = new Set([".woff2", ".png", ".ico"]);
const SHORT = 1024;
/** Names that the build gives by content: what they hold never changes. */
const HASHED = /^\/assets\/.*-[\w-]{8}\.\w+$/;

type Encoding = "br" | "gzip" | "identity";

/**
 * The files below `folder`, as they are when it starts. A request is looked up among their names and nothing else, so
 * that no path, however it is written, reaches any other file. Each is compressed once for each encoding.
 */
export function staticFiles(folder: string): (path: string, accepted: string) => Promise<Static | undefined> {
  const files = new Map(filesBelow(folder, "").map((path) => [path, join(folder, path)]));
  const index = files.get("/index.html");
  if (index === undefined) throw misuse("workbench-missing", { statics: folder });
  files.set("/", index);
  const made = new Map<string, Promise<Static>>();
  return (path, accepted) => {
    const file = files.get(path);
    if (file === undefined) return Promise.resolve(undefined);
    const encoding = LEFT_AS_IT_IS.has(extname(file)) ? "identity" : encodingOf(accepted);
    const key = `${encoding} ${path}`;
    const before = made.get(key);
    if (before !== undefined) return before;
    const now = prepared(file, path, encoding);
    made.set(key, now);
    // A file that could not be read is tried again.
    now.catch(() => made.delete(key));
    return now;
  };
}

function filesBelow(folder: string, inside: string): string[] {
  let entries;
  try {
    entries = readdirSync(join(folder, inside), { withFileTypes: true });
  } catch (error) {
    throw misuse("workbench-missing", { statics: folder }, { cause: error });
  }
  return entries.flatMap((entry) => {
    const path = `${inside}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(folder, path);
    return entry.isFile() && !entry.name.startsWith(".") ? [path] : [];
  });
}

async function prepared(file: string, path: string, wanted: Encoding): Promise<Static> {
  const content = await readFile(file);
  const encoding = content.length < SHORT ? "identity" : wanted;
  const body = await COMPRESS[encoding](content);
  return {
    body: new Uint8Array(body),
    headers: {
      "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
      "Content-Length": String(body.length),
      "Cache-Control": HASHED.test(path) ? "private, max-age=31536000, immutable" : "no-store",
      Vary: "Accept-Encoding",
      ...(encoding === "identity" ? {} : { "Content-Encoding": encoding }),
    },
  };
}

/** Quality 5 of 11: most of the gain; the best costs a minute for what is sent once. */
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
const [brotli, zip] = [promisify(brotliCompress), promisify(gzip)];
const COMPRESS: Readonly<Record<Encoding, (content: Buffer) => Promise<Buffer>>> = {
  br: (content) => brotli(content, QUALITY),
  gzip: (content) => zip(content),
  identity: (content) => Promise.resolve(content),
};

/** The better of those that the Accept-Encoding header names and doesn't give the weight 0. */
function encodingOf(accepted: string): Encoding {
  const named = accepted.toLowerCase().split(",").map((each) => each.trim())
    .filter((each) => !/;\s*q=0(\.0*)?$/.test(each)).map((each) => each.split(";")[0]?.trim());
  return named.includes("br") ? "br" : named.includes("gzip") ? "gzip" : "identity";
}
