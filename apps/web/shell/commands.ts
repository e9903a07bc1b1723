/** What the keyboard does: views say their commands while they are in sight; help lists them, "/" finds them. */
import { createSignal, onCleanup } from "solid-js";
import { keyWord } from "../controls/controls.js";

export interface Command {
  /** As `KeyboardEvent.key` has it, "t", "ArrowLeft", " "; absent: found by name alone. */
  readonly key?: string;
  /** With the control or command key. */
  readonly control?: boolean;
  readonly name: string;
  /** Of the key, where one was pressed. */
  readonly run: (event?: KeyboardEvent) => void;
  /** False: not now. */
  readonly when?: () => boolean;
}

const [lists, setLists] = createSignal<readonly (readonly Command[])[]>([]);

/**
 * The cookie that keeps that single keys are off: a person's, not a link's, so it isn't in the address. A cookie, since
 * `radiatum app` clears all other storage at each start.
 */
const KEPT_AS = "radiatum-single-keys";
/** s: a year, the longest that browsers grant is a little more. */
const KEPT_FOR = 365 * 24 * 3600;

function kept(): boolean {
  return !document.cookie.split("; ").includes(`${KEPT_AS}=off`);
}
const [single, setSingle] = createSignal(kept());

/** Every command there is now. */
export const commands = (): readonly Command[] => lists().flat();
/** Whether keys that write something are heard by themselves; some people's input makes them by accident. */
export const singleKeys = single;

/** In every view, and when the page is opened again. */
export function setSingleKeys(on: boolean): void {
  setSingle(on);
  // Where a browser lets pages keep nothing, it holds until the page is closed.
  document.cookie = `${KEPT_AS}=off; SameSite=Strict; Path=/; Max-Age=${on ? 0 : KEPT_FOR}`;
}

/** Escape and arrows write nothing: nobody makes them by dictating, and what is open must close. */
const writes = (key: string): boolean => key.length === 1;

/** Whether the command's key does anything now. */
export const isHeard = ({ key, control = false }: Command): boolean => key !== undefined && (control || single() || !writes(key));

/** As long as the component that calls it is in sight. */
export function useCommands(own: readonly Command[]): void {
  setLists((before) => [...before, own]);
  onCleanup(() => setLists((before) => before.filter((list) => list !== own)));
}

/** The last said wins, so that what is nearest the eye may take a key. */
export function onKey(event: KeyboardEvent): void {
  const control = event.ctrlKey || event.metaKey;
  if (event.defaultPrevented || event.altKey) return;
  if (!control && ((!single() && writes(event.key)) || typing(event.target) || takesKey(event.target, event.key))) return;
  const wanted = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const found = [...commands()].reverse().find(({ key, control: wants = false, when }) =>
    key === wanted && wants === control && (when?.() ?? true));
  if (!found) return;
  event.preventDefault();
  found.run(event);
}

/** A field that takes letters. */
function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.matches("input:not([type=range]):not([type=checkbox]):not([type=radio]),textarea,select") || target.isContentEditable);
}

/** Keys that a control has a use of its own for. */
function takesKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (key === " " || key === "Enter") return target.closest("button,a,summary,input,[role=slider]") !== null;
  if (key.startsWith("Arrow")) return target.closest("input,[role=slider],[role=listbox],[role=tab],[role=row]") !== null;
  return false;
}

/** As a person reads it on the keys. */
export function keyText({ key = "", control = false }: Command): string {
  return control ? `${/Mac|iP/.test(navigator.platform) ? "⌘" : "Ctrl "}${keyWord(key)}` : keyWord(key);
}
