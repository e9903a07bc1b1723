import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveApp } from "./index.js";
import { send, visited, type Visitor } from "./testing/raw.js";

const SECRET = "secret beside";
const SCRIPT = `export const numbers = "${"0123456789 ".repeat(400)}";`;
const place = mkdtempSync(join(tmpdir(), "radiatum-server-"));
const statics = join(place, "web");
const folder = join(place, "data");
let visitor: Visitor;

beforeAll(async () => {
  mkdirSync(join(statics, "assets"), { recursive: true });
  mkdirSync(join(folder, "inner"), { recursive: true });
  writeFileSync(join(place, "secret.txt"), SECRET);
  writeFileSync(join(statics, "index.html"), "<!doctype html><title>the page</title>");
  writeFileSync(join(statics, "assets", "index-CDjo9xii.js"), SCRIPT);
  writeFileSync(join(statics, ".hidden"), SECRET);
  symlinkSync(join(place, "secret.txt"), join(statics, "link.txt"));
  writeFileSync(join(folder, "inner", "a.csv"), "1,2\n");
  symlinkSync(join(place, "secret.txt"), join(folder, "out.txt"));
  symlinkSync(place, join(folder, "above"));
  visitor = await visited({ statics, folder });
});
afterAll(async () => {
  await visitor.app.close();
  rmSync(place, { recursive: true, force: true });
});

describe("a start", () => {
  test("on a port that is taken says which, and the next step; the first server goes on", async () => {
    const { port } = visitor.app;
    await expect(serveApp({ statics, port })).rejects.toMatchObject({
      name: "RigError", kind: "usage", code: "port-taken",
      message: expect.stringMatching(new RegExp(`Port ${port} is taken.*--port ${port + 1}; --port 0`)) as string,
    });
    expect((await visitor.ask("/")).status).toBe(200);
  });
  test("without its folder, with a file for a folder, or unbuilt, is a usage error that names the path", async () => {
    const start = (options: object): Promise<unknown> => serveApp({ statics, port: 0, ...options });
    await expect(start({ folder: join(place, "nowhere") })).rejects.toMatchObject({ kind: "usage", code: "folder-missing" });
    await expect(start({ folder: join(place, "secret.txt") })).rejects.toMatchObject({ kind: "usage", code: "folder-is-file" });
    await expect(start({ statics: folder })).rejects.toMatchObject({ kind: "usage", code: "workbench-missing" });
    await expect(start({ statics: join(place, "nowhere") })).rejects.toThrow("npm run build");
  });
  test("listens on loopback alone: every other address of this machine refuses the connection", async () => {
    const others = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
      .filter(({ internal, family }) => !internal && family === "IPv4").map(({ address }) => address);
    const connects = (address: string): Promise<boolean> => new Promise((resolve) => {
      const socket = connect(visitor.app.port, address);
      socket.on("connect", () => { socket.destroy(); resolve(true); }).on("error", () => { resolve(false); });
    });
    expect(await connects("127.0.0.1")).toBe(true);
    for (const address of ["::1", ...others]) expect(await connects(address), address).toBe(false);
  });
  test("gives another token each time, of 256 bits", async () => {
    const second = await serveApp({ statics, port: 0 });
    const [a, b] = [visitor.app, second].map(({ url }) => new URL(url).searchParams.get("token")!);
    expect(Buffer.from(a!, "base64url")).toHaveLength(32);
    expect(a).not.toBe(b);
    await second.close();
  });
});

describe("a name", () => {
  const port = (): number => visitor.app.port;
  test.each([
    ["another's, as by DNS rebinding", () => `rebound.example:${port()}`],
    ["our address with another port", () => `127.0.0.1:${port() + 1}`],
    ["our address without port", () => "127.0.0.1"],
    ["one that begins like ours", () => `localhost.example:${port()}`],
    ["a user before ours", () => `x@127.0.0.1:${port()}`],
    ["another way to write 127.0.0.1", () => `2130706433:${port()}`],
    ["two in one", () => `127.0.0.1:${port()}, rebound.example`],
  ])("%s, in Host, is refused with and without the cookie, and gets nothing of the page", async (_, host) => {
    for (const headers of [{ Host: host() }, { Host: host(), Cookie: "" }]) {
      const { status, body } = await visitor.ask("/", headers);
      expect([400, 421]).toContain(status);
      expect(String(body)).not.toContain("the page");
    }
  });
  test("given twice, not at all, or as a whole address in the request line, is refused", async () => {
    const { host, cookie } = visitor;
    const rest = `Cookie: ${cookie}\r\nConnection: close\r\n\r\n`;
    for (const head of [
      `GET / HTTP/1.1\r\nHost: ${host}\r\nHost: rebound.example\r\n`, "GET / HTTP/1.1\r\n", "GET / HTTP/1.0\r\n",
      `GET http://rebound.example/ HTTP/1.1\r\nHost: ${host}\r\n`, `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n`,
    ]) {
      const { status, body } = await send(port(), head + rest);
      expect([400, 421], head).toContain(status);
      expect(String(body)).not.toContain("the page");
    }
  });
  test("localhost is also ours", async () => {
    expect((await visitor.ask("/", { Host: `localhost:${port()}` })).status).toBe(200);
  });
});

describe("another origin", () => {
  test.each([
    ["of another site", "https://elsewhere.example"], ["of nowhere", "null"], ["on another port", "http://127.0.0.1:1"],
    ["of our host by https", "https://127.0.0.1"],
  ])("%s is refused, whatever it asks for and although the cookie came along", async (_, origin) => {
    for (const [target, method] of [["/", "GET"], ["/api/folder", "GET"], ["/api/file?path=x", "PUT"], ["/api/file?path=x", "POST"]] as const) {
      const { status } = await visitor.ask(target, { Origin: origin }, method);
      expect([403, 405]).toContain(status);
    }
    expect((await visitor.put("new.txt", "x", { Origin: origin })).status).toBe(403);
    expect((await visitor.ask("/api/file?path=new.txt")).status).toBe(404);
  });
  test("marked by the browser alone (no-cors, a script, an image) is refused, also from another port of this machine", async () => {
    for (const site of ["cross-site", "same-site"]) {
      for (const dest of ["script", "image", "iframe", "empty"]) {
        const headers = { "Sec-Fetch-Site": site, "Sec-Fetch-Mode": dest === "iframe" ? "navigate" : "no-cors", "Sec-Fetch-Dest": dest };
        expect((await visitor.ask("/api/file?path=inner/a.csv", headers)).status).toBe(403);
        expect((await visitor.ask("/", headers)).status).toBe(403);
      }
      const visit = { "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };
      expect((await visitor.ask("/", visit)).status).toBe(200);
      expect((await visitor.ask("/api/folder", visit)).status).toBe(403);
    }
  });
  test("our own passes", async () => {
    const own = { Origin: `http://${visitor.host}`, "Sec-Fetch-Site": "same-origin" };
    expect((await visitor.ask("/api/folder", own)).status).toBe(200);
  });
});

describe("the token", () => {
  test("becomes a cookie that no script reads and no other site's request carries, and a clean address", async () => {
    const { status, headers } = await visitor.ask(new URL(visitor.app.url).pathname + new URL(visitor.app.url).search, { Cookie: "" });
    expect(status).toBe(303);
    expect(headers["location"]).toBe("/");
    expect(headers["set-cookie"]).toMatch(new RegExp(`^radiatum-${visitor.app.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`));
  });
  test("comes with the order to forget what was kept at this address, and the page with the word that nothing is to be kept", async () => {
    const { pathname, search } = new URL(visitor.app.url);
    expect((await visitor.ask(pathname + search, { Cookie: "" })).headers["clear-site-data"]).toBe('"storage"');
    const page = await visitor.ask("/");
    expect([page.headers["server-timing"], page.headers["clear-site-data"]]).toEqual(["radiatum-app", undefined]);
  });
  test.each([
    ["no cookie", ""], ["an empty one", "radiatum-0="], ["a wrong one of the same length", "wrong"], ["another port's", "other"],
  ])("missing (%s): 401 for everything, and a sentence that says what to open", async (_, kind) => {
    const [name = "", value = ""] = visitor.cookie.split("=");
    const cookie = kind === "wrong" ? `${name}=${"A".repeat(value.length)}` : kind === "other" ? `radiatum-1=${value}` : kind;
    for (const target of ["/", "/assets/index-CDjo9xii.js", "/api/folder", "/api/file?path=inner/a.csv", "/nothing"]) {
      const { status, body } = await visitor.ask(target, { Cookie: cookie });
      expect(status).toBe(401);
      expect(String(body)).toContain("Open the address that radiatum app printed");
    }
    expect((await visitor.put("new.txt", "x", { Cookie: cookie })).status).toBe(401);
  });
  test("wrong in the address is 401 even with the right cookie; it counts on the first page alone", async () => {
    expect((await visitor.ask("/?token=x")).status).toBe(401);
    const right = new URL(visitor.app.url).search;
    expect((await visitor.ask(`/api/folder${right}`, { Cookie: "" })).status).toBe(401);
  });
});

describe("an answer", () => {
  test("of any kind carries the policy: own scripts and WebAssembly, no eval, no inline code, no frame, no guessing of types", async () => {
    for (const { headers } of [
      await visitor.ask("/"), await visitor.ask("/assets/index-CDjo9xii.js"), await visitor.ask("/api/folder"),
      await visitor.ask("/nothing"), await visitor.ask("/", { Cookie: "" }), await visitor.ask("/", { Host: "a b" }),
    ]) {
      const policy = headers["content-security-policy"]!.split("; ");
      expect(policy).toEqual(expect.arrayContaining([
        "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "frame-ancestors 'none'", "base-uri 'none'", "connect-src 'self'",
      ]));
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff", "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin", "referrer-policy": "no-referrer",
      });
    }
  });
  test("of a file named by its content is kept for good, and is the same bytes plain, as gzip and as brotli", async () => {
    const sizes: number[] = [];
    for (const [accepted, encoding] of [["", undefined], ["gzip, deflate", "gzip"], ["gzip, br", "br"], ["br;q=0, gzip", "gzip"]] as const) {
      const { status, headers, body } = await visitor.ask("/assets/index-CDjo9xii.js", { "Accept-Encoding": accepted });
      expect(status).toBe(200);
      expect(headers["content-encoding"]).toBe(encoding);
      expect(headers["content-type"]).toBe("text/javascript; charset=utf-8");
      expect(headers["cache-control"]).toBe("private, max-age=31536000, immutable");
      expect(String(body)).toBe(SCRIPT);
      sizes.push(Number(headers["content-length"]));
    }
    expect(sizes[1]).toBeLessThan(sizes[0]! / 10);
    expect((await visitor.ask("/")).headers["cache-control"]).toBe("no-store");
  });
  test.each(["POST", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "PUT"])("to %s of a static file is 405", async (method) => {
    const { status, headers } = await visitor.ask("/", {}, method);
    expect(status).toBe(405);
    expect(headers["allow"]).toBe("GET, PUT");
  });
});

describe("a slow or endless client", () => {
  test("headers that don't end are cut off with 408, headers without measure with 431", async () => {
    const quick = await visited({ statics, limits: { headers_ms: 200 } });
    expect((await send(quick.app.port, `GET / HTTP/1.1\r\nHost: ${quick.host}\r\nX-Slow: `)).status).toBe(408);
    expect((await quick.ask("/", { "X-Long": "x".repeat(20_000) })).status).toBe(431);
    await quick.app.close();
  });
  test("a connection without a byte in either direction is closed, and close() waits for nobody", async () => {
    const quick = await visited({ statics, limits: { idle_ms: 200 } });
    await new Promise<void>((resolve) => { connect(quick.app.port, "127.0.0.1").on("close", () => { resolve(); }).resume(); });
    const held = connect(quick.app.port, "127.0.0.1");
    const ended = new Promise((resolve) => held.on("error", () => undefined).on("close", resolve));
    await new Promise((resolve) => held.on("connect", resolve));
    await quick.app.close();
    await ended;
  });
});

describe("whatever path is asked for", () => {
  // The secret lies beside both folders, is linked to from both, and hides under a dot; each test's oracle is that its
  // text comes back by no path. The pieces are those that have opened other servers.
  const piece = fc.constantFrom(
    "..", ".", "%2e%2e", "%2E.", ".%2e", "..%2f", "%2f", "%5c", "..\\", "/", "//", "\\", "%00", "%c0%ae%c0%ae", "..;", "…",
    "secret.txt", "link.txt", ".hidden", "out.txt", "above", "inner", "data", "web", "assets", "file:", "C:", "~", "?", "#", "&", "path=",
  );
  const targets = fc.oneof(
    fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join("/")}`),
    fc.array(piece, { maxLength: 8 }).map((pieces) => `/api/file?path=${pieces.join("/")}`),
    fc.array(piece, { maxLength: 8 }).map((pieces) => `/api/file?path=${encodeURIComponent(pieces.join("/"))}`),
    fc.array(piece, { maxLength: 8 }).map((pieces) => `/assets/${pieces.join("")}`),
    fc.string({ unit: "binary", maxLength: 20 }).map((text) => `/api/file?path=${encodeURIComponent(text)}`),
  );
  test("no bytes of a file outside come back, and nothing is our own fault", async () => {
    await fc.assert(fc.asyncProperty(targets, async (target) => {
      const { status, body } = await visitor.ask(target);
      expect(String(body)).not.toContain(SECRET);
      expect([200, 400, 401, 403, 404]).toContain(status);
      if (status === 200) expect(["<!doctype html><title>the page</title>", SCRIPT, "1,2\n"]).toContain(String(body));
    }), { numRuns: 1000, examples: [
      ["/../secret.txt"], ["/%2e%2e/secret.txt"], ["/..%2fsecret.txt"], ["//../secret.txt"], ["/link.txt"], ["/.hidden"],
      ["/api/file?path=../secret.txt"], ["/api/file?path=..%2fsecret.txt"], ["/api/file?path=out.txt"],
      ["/api/file?path=above/secret.txt"], ["/api/file?path=inner/../../secret.txt"], [`/api/file?path=${encodeURIComponent(join(place, "secret.txt"))}`],
      ["/api/file?path=inner/a.csv"],
    ] });
  });
});

test("a port that another program has is as taken as one of ours", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  await expect(serveApp({ statics, port })).rejects.toThrow(`Port ${port} is taken`);
  other.close();
});
