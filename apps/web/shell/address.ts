/**
 * The address: which view, and what it shows, after the `#`. A link reopens the same; nothing of it reaches a server.
 *
 *     #/rig?experiment=order&trial=3&truth=on
 */
import { createSignal, type Accessor } from "solid-js";

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
window.addEventListener("hashchange", () => {
  clearTimeout(writing);
  setAddress(parseAddress(location.hash));
});

export const currentAddress: Accessor<Address> = address;

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
  if (location.hash !== addressText(address())) history.replaceState(null, "", addressText(address()));
}

/** To another view; what stays the same in all (theme and the like) goes along, what is `said` is added. */
export function goTo(view: View, said: Readonly<Record<string, string>> = {}): void {
  const kept = Object.fromEntries(Object.entries(address().said).filter(([name]) => EVERYWHERE.has(name)));
  const next = { view, said: { ...kept, ...said } };
  write(); // so that going back finds the view as it was left
  location.hash = addressText(next);
  // At once, not when the browser tells: whatever the view before says in between would take the page back to it.
  setAddress(next);
}

/** Names that mean the same in every view. */
const EVERYWHERE = new Set(["theme", "lecture", "table", "experiment", "protocol"]);

/** The page's whole address, for the clipboard. A token that let the page in is not part of it. */
export const link = (): string => `${location.origin}${location.pathname}${addressText(address())}`;
