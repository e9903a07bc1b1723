import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { misuse } from "./failures.js";
import { rootOf } from "./folder.js";
import { gate } from "./gate.js";
import { HEADERS } from "./headers.js";
import { malformed, routes } from "./routes.js";
import { staticFiles } from "./statics.js";

export interface ServeOptions {
  /** The built workbench: index.html and what it loads. */
  readonly statics: string;
  /** What the page may list, read and save new files into; without it, nothing. */
  readonly folder?: string;
  /** 0 for any that is free. */
  readonly port?: number;
  /** Told of our own mistakes. */
  readonly onFault?: (error: unknown) => void;
  readonly limits?: Partial<Limits>;
}

export interface Limits {
  /** bytes, in one upload. */
  readonly upload: number;
  /** ms, for a request's headers to come. */
  readonly headers_ms: number;
  /** ms, for a whole request to come. */
  readonly request_ms: number;
  /** ms without a byte in either direction, as of a reader that has fallen asleep. */
  readonly idle_ms: number;
}

export interface ServedApp {
  /** With the token of this start: whoever has it may do all that the page may do. */
  readonly url: string;
  readonly port: number;
  /** Ends every connection; what was being uploaded leaves nothing. */
  close(): Promise<void>;
}

export const DEFAULT_PORT = 4184;

const LIMITS: Limits = { upload: 256 * 2 ** 20, headers_ms: 10_000, request_ms: 120_000, idle_ms: 60_000 };
/** A browser opens six at a time. */
const CONNECTIONS = 64;

/**
 * Serves the workbench on this machine to this machine. Throws a RigError of kind "usage" where the port is taken, the
 * folder is missing or the workbench has not been built.
 */
export async function serveApp(options: ServeOptions): Promise<ServedApp> {
  const { port: wanted = DEFAULT_PORT, onFault = () => undefined } = options;
  const limits = { ...LIMITS, ...options.limits };
  const statics = staticFiles(options.statics);
  const root = options.folder === undefined ? undefined : rootOf(options.folder);
  const server = createServer({
    maxHeaderSize: 16_384, headersTimeout: limits.headers_ms, requestTimeout: limits.request_ms, keepAliveTimeout: 5000,
    connectionsCheckingInterval: Math.min(1000, limits.headers_ms),
  });
  server.maxConnections = CONNECTIONS;
  server.timeout = limits.idle_ms;
  await listen(server, wanted);
  const { port } = server.address() as AddressInfo;
  const token = randomBytes(32).toString("base64url");
  const app = routes({ gate: gate(port, token), statics, root, uploadLimit: limits.upload, onFault });
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false, errorHandler: malformed });
  server.on("request", (request, response) => {
    // Set here, they go with every answer, also with one that is given before a route is reached.
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    void answer(request, response);
  });
  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    port,
    close: () => new Promise((resolve) => {
      server.close(() => { resolve(); });
      server.closeAllConnections();
    }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") reject(misuse("port-taken", { port, other: port + 1 }, { cause: error }));
      else if (error.code === "EACCES") reject(misuse("port-forbidden", { port }, { cause: error }));
      else reject(error);
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}
