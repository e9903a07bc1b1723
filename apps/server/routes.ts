import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { refuse, STATUS } from "./failures.js";
import { listing, openWithin, saveWithin } from "./folder.js";
import { targetOf, type Gate } from "./gate.js";
import { NOTHING_KEPT, OF_THE_APP } from "./headers.js";
import type { staticFiles } from "./statics.js";

export interface Routes {
  readonly gate: Gate;
  readonly statics: ReturnType<typeof staticFiles>;
  /** The given folder's true place. */
  readonly root: string | undefined;
  /** bytes, in one upload. */
  readonly uploadLimit: number;
  /** Told of our own mistakes; the one who asked gets a sentence without particulars. */
  readonly onFault: (error: unknown) => void;
}

/** bytes, in one answer. Larger files are read in ranges, as readers do anyway. */
const PART = 256 * 2 ** 20;

/** What the server answers; whatever is refused is thrown and said in one place. */
export function routes({ gate, statics, root, uploadLimit, onFault }: Routes): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(async (c, next) => {
    const admitted = gate.admit(c.env.incoming);
    if (admitted === "known") return next();
    const headers = { "Set-Cookie": gate.cookie, ...NOTHING_KEPT };
    // A browser that came from elsewhere would not show a strict cookie where a redirection leads, but does where our
    // own page leads.
    const onwards = '<meta http-equiv="refresh" content="0; url=/">';
    if (admitted === "newcomer from elsewhere") return page(200, onwards, headers);
    return new Response(null, { status: 303, headers: { ...headers, Location: "/" } });
  });
  app.get("/api/folder", async () => Response.json({ folder: root === undefined ? null : await listing(root) }));
  app.get("/api/file", (c) => {
    const path = pathOf(c.env.incoming);
    return part(given(root, path), path, c.env.incoming.headers.range);
  });
  app.put("/api/file", async (c) => {
    const path = pathOf(c.env.incoming);
    const bytes = await saveWithin(given(root, path), path, arriving(c.env.incoming, path, uploadLimit));
    return Response.json({ path, bytes }, { status: 201 });
  });
  app.get("*", async (c) => {
    const [path] = targetOf(c.env.incoming);
    const found = await statics(path, c.env.incoming.headers["accept-encoding"] ?? "");
    if (found === undefined) throw refuse("nothing-there", { path });
    return new Response(found.body, { headers: path === "/" ? { ...found.headers, ...OF_THE_APP } : found.headers });
  });
  app.onError((error, c) => {
    const { code } = error as { code?: string };
    const isKnown = error.name === "RigError" && code !== undefined;
    if (!isKnown) onFault(error);
    const [path] = targetOf(c.env.incoming);
    const { message } = isKnown ? error : refuse("fault", { path });
    const status = isKnown && code in STATUS ? STATUS[code as keyof typeof STATUS] : 500;
    const headers = headersOf(code, error);
    if (!path.startsWith("/api/")) return page(status, `<p>${escaped(message)}</p>`, headers);
    return Response.json({ error: { code: isKnown ? code : "fault", message } }, { status, headers });
  });
  return app;
}

function given(root: string | undefined, path: string): string {
  if (root === undefined) throw refuse("folder-not-given", { path });
  return root;
}

function pathOf(request: IncomingMessage): string {
  const paths = new URLSearchParams(targetOf(request)[1]).getAll("path");
  const [path = ""] = paths;
  if (paths.length !== 1) throw refuse("path-malformed", { path });
  return path;
}

/** The file, or the range of it that is asked for: `bytes=0-99`, `bytes=100-`, `bytes=-100`. */
async function part(root: string, path: string, wanted: string | undefined): Promise<Response> {
  const { handle, bytes } = await openWithin(root, path);
  try {
    const range = rangeOf(wanted, bytes);
    if (range === "beyond") throw refuse("range-unsatisfiable", { path, bytes });
    const { from, to } = range ?? { from: 0, to: bytes };
    if (to - from > PART) throw refuse("part-too-large", { path, bytes: to - from, limit: PART });
    const headers = {
      "Content-Type": "application/octet-stream", "Content-Length": String(to - from), "Accept-Ranges": "bytes",
      ...(range ? { "Content-Range": `bytes ${from}-${to - 1}/${bytes}` } : {}),
    };
    const status = range ? 206 : 200;
    if (to === from) {
      await handle.close();
      return new Response(null, { status, headers });
    }
    const stream = handle.createReadStream({ start: from, end: to - 1, highWaterMark: 2 ** 18 });
    return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, { status, headers });
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Undefined for no range or one of a kind that is not understood: then HTTP asks for the whole. */
function rangeOf(wanted: string | undefined, bytes: number): { from: number; to: number } | "beyond" | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(wanted ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  const from = first === "" ? Math.max(0, bytes - Number(last)) : Number(first);
  const to = first === "" || last === "" ? bytes : Math.min(bytes, Number(last) + 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  return from < to ? { from, to } : "beyond";
}

/** An upload as it comes, refused as soon as it is, or says it will be, too large. */
async function* arriving(request: IncomingMessage, path: string, limit: number): AsyncGenerator<Uint8Array> {
  if (Number(request.headers["content-length"] ?? 0) > limit) throw refuse("upload-too-large", { path, limit });
  let bytes = 0;
  const chunks = (request as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch((error: unknown) => {
      throw refuse("upload-cut-off", { path }, { cause: error });
    });
    if (next.done === true) return;
    bytes += next.value.length;
    if (bytes > limit) throw refuse("upload-too-large", { path, limit });
    yield next.value;
  }
}

/** What HTTP wants to go with some refusals. */
function headersOf(code: string | undefined, error: Error): Record<string, string> {
  if (code === "method-unknown") return { Allow: "GET, PUT" };
  if (code === "upload-too-large") return { Connection: "close" };
  const { bytes } = (error as { fields?: { bytes?: number } }).fields ?? {};
  return code === "range-unsatisfiable" ? { "Content-Range": `bytes */${String(bytes)}` } : {};
}

/** For a request that is none: it can't be asked who it is from. */
export const malformed = (): Response => page(400, "<p>This is no request that a browser would send.</p>");

function page(status: number, body: string, headers: Record<string, string> = {}): Response {
  const text = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Radiatum</title>${body}</html>\n`;
  return new Response(text, { status, headers: { ...headers, "Content-Type": "text/html; charset=utf-8" } });
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
