import { connect } from "node:net";
import { gunzipSync, brotliDecompressSync } from "node:zlib";
import { serveApp, type ServedApp, type ServeOptions } from "../index.js";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Sends bytes as they are, since a proper client would tidy what these tests want said, and reads until the end. */
export function send(port: number, ...pieces: readonly (string | Uint8Array)[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1");
    socket.on("data", (chunk) => chunks.push(chunk));
    // Refused uploads are cut off while they are sent; what was answered before counts.
    socket.on("error", (error) => { if (chunks.length === 0) reject(error); });
    socket.on("close", () => { resolve(parsed(Buffer.concat(chunks))); });
    for (const piece of pieces) socket.write(piece);
  });
}

function parsed(bytes: Buffer): Answer {
  const end = bytes.indexOf("\r\n\r\n");
  const [first = "", ...lines] = bytes.subarray(0, Math.max(0, end)).toString("latin1").split("\r\n");
  const headers = Object.fromEntries(lines.map((line) => {
    const [name = "", ...value] = line.split(": ");
    return [name.toLowerCase(), value.join(": ")];
  }));
  const sent = bytes.subarray(end + 4);
  const whole = headers["transfer-encoding"] === "chunked" ? dechunked(sent) : sent;
  const decode = { gzip: gunzipSync, br: brotliDecompressSync }[headers["content-encoding"] ?? ""];
  return { status: Number(first.split(" ")[1]), headers, body: decode ? decode(whole) : whole };
}

function dechunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const line = bytes.indexOf("\r\n", at);
    const length = Number.parseInt(bytes.subarray(at, line).toString("latin1"), 16);
    parts.push(bytes.subarray(line + 2, line + 2 + length));
    at = line + 2 + length + 2;
  }
  return Buffer.concat(parts);
}

export interface Visitor {
  readonly app: ServedApp;
  readonly host: string;
  /** `name=value`. */
  readonly cookie: string;
  /** One request with our own Host and cookie unless `headers` says otherwise; an empty header is left away. */
  ask(target: string, headers?: Readonly<Record<string, string>>, method?: string): Promise<Answer>;
  put(path: string, content: string | Uint8Array, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

/** A server, and someone who has entered by the address that it printed. */
export async function visited(options: ServeOptions): Promise<Visitor> {
  const app = await serveApp({ port: 0, ...options });
  const { host, pathname, search } = new URL(app.url);
  const head = (method: string, target: string, headers: Readonly<Record<string, string>>): string =>
    `${method} ${target} HTTP/1.1\r\n${Object.entries(headers).filter(([, value]) => value !== "")
      .map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
  const entered = await send(app.port, head("GET", pathname + search, { Host: host, Connection: "close" }));
  const cookie = entered.headers["set-cookie"]?.split(";")[0] ?? "";
  const own = { Host: host, Cookie: cookie, Connection: "close" };
  return {
    app, host, cookie,
    ask: (target, headers = {}, method = "GET") => send(app.port, head(method, target, { ...own, ...headers })),
    put: (path, content, headers = {}) => {
      const length = { "Content-Length": String(Buffer.byteLength(content)) };
      const target = `/api/file?path=${encodeURIComponent(path)}`;
      return send(app.port, head("PUT", target, { ...own, ...length, ...headers }), content);
    },
  };
}
