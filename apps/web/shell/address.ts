/**
 * The address: which view, and what it shows, after the `#`. A link reopens the same; nothing of it reaches a server.
 *
 *     #/rig?experiment=order&trial=3&truth=on
 */
import { batch, createSignal, type Accessor } from "solid-js";

export const VIEWS = ["rig", "bench", "paper", "proof"] as const;
export type View = (typeof VIEWS)[number];

export interface Address {
  readonly view: View;
  readonly said: Readonly<Record<string, string>>;
}

function parseAddress(hash: string): Address {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const view = VIEWS.find((one) => one === path) ?? "rig";
  return { view, said: Object.fromEntries(new URLSearchParams(query)) };
}

export function addressText({ view, said }: Address): string {
  const query = new URLSearchParams(Object.entries(said).filter(([, value]) => value !== "")).toString();
  return `#/${view}${query === "" ? "" : `?${query}`}`;
}

const [address, setAddress] = createSignal<Address>(parseAddress(location.hash));
/** What stood after the `#` when it was last read or written here: anything else is a link on its way to us. */
let known = location.hash;
const [arrivals, setArrivals] = createSignal(0);
window.addEventListener("hashchange", () => {
  clearTimeout(writing);
  known = location.hash;
  const came = parseAddress(location.hash);
  if (addressText(came) === addressText(address())) return; // our own words
  batch(() => {
    setAddress(came);
    setArrivals((count) => count + 1);
  });
});

export const currentAddress: Accessor<Address> = address;

/** Links that were followed or pasted since the page was opened: what keeps a state of its own takes it from the address anew. */
export const linksFollowed: Accessor<number> = arrivals;

/** What the address says under this name; "" where nothing. */
export const said = (name: string): string => address().said[name] ?? "";

/**
 * Says more in the address, "" takes a thing back. The page's history gains no entry: one goes back from view to view, not
 * from one place of the cursor to another.
 */
export function say(changes: Readonly<Record<string, string>>): void {
  const now = address();
  const next = { ...now, said: { ...now.said, ...changes } };
  if (addressText(next) === addressText(now)) return;
  setAddress({ ...next, said: Object.fromEntries(Object.entries(next.said).filter(([, value]) => value !== "")) });
  clearTimeout(writing);
  writing = window.setTimeout(write, SETTLED);
}

/** ms without another word, after which the address bar is written: to a browser that is slow work. */
const SETTLED = 150;
let writing = 0;

function write(): void {
  clearTimeout(writing);
  // A link that was just pasted stands there before anybody is told: it isn't written over.
  if (location.hash !== known) return;
  const text = addressText(address());
  if (location.hash !== text) history.replaceState(null, "", text);
  known = location.hash;
}

/** To another view; what stays the same in all (theme and the like) goes along, what is `said` is added. */
export function goTo(view: View, said: Readonly<Record<string, string>> = {}): void {
  const kept = Object.fromEntries(Object.entries(address().said).filter(([name]) => EVERYWHERE.has(name)));
  const next = { view, said: { ...kept, ...said } };
  write(); // so that going back finds the view as it was left
  location.hash = addressText(next);
  known = location.hash;
  // At once, not when the browser tells: whatever the view before says in between would take the page back to it.
  setAddress(next);
}

/** Names that mean the same in every view. */
const EVERYWHERE = new Set(["theme", "lecture", "table", "experiment", "protocol"]);

/** The page's whole address, for the clipboard. A token that let the page in is not part of it. */
export const link = (): string => `${location.origin}${location.pathname}${addressText(address())}`;
