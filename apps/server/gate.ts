import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { refuse } from "./failures.js";

/** What a gate lets in: someone who has the cookie, or brings the token for it. */
export type Admitted = "known" | "newcomer" | "newcomer from elsewhere";

export interface Gate {
  /** `name=value; attributes` of the cookie that a newcomer gets. */
  readonly cookie: string;
  /** Throws a RigError of kind "refused" for whoever is not admitted. */
  admit(request: IncomingMessage): Admitted;
}

/**
 * Who may ask. A loopback address alone keeps out other machines, not other pages: any page in the same browser can
 * send requests to 127.0.0.1, and by DNS rebinding (a name that first leads to its own server, then here) even read
 * the answers. So the Host must be ours to the letter, an Origin likewise, and what a browser marks as coming from
 * another site, or from another port of this machine, is refused but for a plain visit of the first page. After that
 * the token of this start is asked for, which no page and no other user of the machine knows.
 */
export function gate(port: number, token: string): Gate {
  const here = `http://127.0.0.1:${port}/`;
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  // Cookies don't tell ports apart: with one name, two workbenches would log each other out.
  const name = `radiatum-${port}`;
  return {
    cookie: `${name}=${token}; HttpOnly; SameSite=Strict; Path=/`,
    admit(request) {
      const { method = "", headers } = request;
      const [path, query] = targetOf(request);
      if (!path.startsWith("/")) throw refuse("target-malformed", { target: path });
      const host = headers.host?.toLowerCase() ?? "";
      if (!hosts.has(host) || headerCount(request, "host") !== 1) throw refuse("host-foreign", { here });
      if (method !== "GET" && !(method === "PUT" && path === "/api/file")) throw refuse("method-unknown", { method });
      const elsewhere = fromElsewhere(request);
      const plainVisit = method === "GET" && path === "/" && headers["sec-fetch-mode"] === "navigate" &&
        headers["sec-fetch-dest"] === "document";
      const origin = headers.origin;
      if ((origin !== undefined && origin !== `http://${host}`) || (elsewhere && !plainVisit)) {
        throw refuse("origin-foreign", { here });
      }
      const brought = path === "/" ? new URLSearchParams(query).get("token") : null;
      if (brought !== null && equal(brought, token)) return elsewhere ? "newcomer from elsewhere" : "newcomer";
      if (brought === null && equal(cookieOf(headers.cookie ?? "", name), token)) return "known";
      throw refuse("token-missing", { here });
    },
  };
}

/** Path and query as they were sent: nothing decoded, nothing tidied. */
export function targetOf(request: IncomingMessage): [path: string, query: string] {
  const target = request.url ?? "";
  const mark = target.indexOf("?");
  return mark < 0 ? [target, ""] : [target.slice(0, mark), target.slice(mark + 1)];
}

function headerCount(request: IncomingMessage, name: string): number {
  return request.rawHeaders.filter((header, i) => i % 2 === 0 && header.toLowerCase() === name).length;
}

/** What a browser says of who asks (Fetch Metadata); programs that are no browser say nothing, and need the token. */
function fromElsewhere({ headers }: IncomingMessage): boolean {
  const site = headers["sec-fetch-site"];
  return site !== undefined && site !== "same-origin" && site !== "none";
}

function cookieOf(header: string, name: string): string {
  const found = header.split(/;\s*/).find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1) ?? "";
}

/** In a time that tells nothing of where two texts differ, nor of their lengths. */
function equal(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
