/**
 * Keeps the page for use without a network. Each build has a store of its own, filled whole before it serves anything, and
 * a page is answered from one store alone, so that files of two builds never meet: a newer build waits until no page of
 * the older one is open. Only files that the build lists are kept or answered; all else (a server's answers, a start's
 * token) goes to the network as if this weren't here.
 */
import type { KeptFile, Order } from "./kept-file.js";

declare const self: ServiceWorkerGlobalScope;
/** The build puts them in: its files, and a digest of all. */
declare const __FILES__: readonly KeptFile[];
declare const __DIGEST__: string;

const scope = self.registration.scope;
/** Stores are the host's, which may hold the workbench in several folders. */
const OWN = `radiatum ${scope} `;
const STORE = OWN + __DIGEST__;
const addresses = new Map(__FILES__.map((file) => [new URL(file.path, scope).href, file]));
/** Files fetched at once: the page's own come first. */
const TOGETHER = 3;

self.addEventListener("install", (event) => event.waitUntil(keepAll()));
self.addEventListener("activate", (event) => event.waitUntil(settle()));
self.addEventListener("message", (event) => { if (event.data === ("take over" satisfies Order)) event.waitUntil(takeOver()); });
self.addEventListener("fetch", (event) => {
  const address = keptAddress(event.request);
  if (address !== undefined) event.respondWith(answer(address, event.request));
});

/** One file that doesn't come, or isn't the build's bit for bit (a host that is just being updated), fails all; what came is kept for the next attempt. */
async function keepAll(): Promise<void> {
  const store = await caches.open(STORE);
  const waiting = [...addresses];
  await Promise.all(Array.from({ length: TOGETHER }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await keep(store, ...next);
  }));
}

async function keep(store: Cache, address: string, { sha256 }: KeptFile): Promise<void> {
  if (await store.match(address, { ignoreVary: true })) return;
  // What an earlier build had under the same address is mostly the same.
  const fetched = (): Promise<Response> => fetch(address, { cache: address === scope ? "no-cache" : "default", priority: "low" });
  const response = (await earlier(address, sha256)) ?? (await fetched());
  if (!response.ok || (await digestOf(response)) !== sha256) throw new Error(`${address} is not what this build made.`);
  await store.put(address, response);
}

async function earlier(address: string, sha256: string): Promise<Response | undefined> {
  for (const name of await ownStores()) {
    const found = await (await caches.open(name)).match(address, { ignoreVary: true });
    if (found && (await digestOf(found)) === sha256) return found;
  }
  return undefined;
}

async function digestOf(response: Response): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const ownStores = async (): Promise<string[]> => (await caches.keys()).filter((name) => name.startsWith(OWN));

/** Other builds' stores go; pages that were opened before this one was there are served from now on. */
async function settle(): Promise<void> {
  for (const name of await ownStores()) if (name !== STORE) await caches.delete(name);
  await self.clients.claim();
}

async function takeOver(): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.filter(({ url }) => url.startsWith(scope)).length <= 1) await self.skipWaiting();
}

/** Undefined: not ours to answer. A visit that brings a token is for the server that gave it. */
function keptAddress({ method, url }: Request): string | undefined {
  const { origin, pathname, searchParams } = new URL(url);
  const bare = origin + pathname;
  const address = bare === `${scope}index.html` ? scope : bare;
  return method === "GET" && addresses.has(address) && !searchParams.has("token") ? address : undefined;
}

/** From the store; from the network only where the browser has thrown a file away. */
async function answer(address: string, request: Request): Promise<Response> {
  const store = await caches.open(STORE);
  return (await store.match(address, { ignoreVary: true })) ?? fetch(request);
}
