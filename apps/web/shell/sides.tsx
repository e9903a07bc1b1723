/**
 * What is set and what is read, where the window has no room for them beside the stack: drawers over its edges, opened from the
 * bar at the top. The style sheet decides where that is; wider, both are columns, and what this keeps has no effect.
 */
import { createSignal, For, type Accessor, type JSX } from "solid-js";

type Side = "set" | "read";
/** As base.css has it. */
const DRAWERS = "(min-width: 701px) and (max-width: 1000px)";

export interface Sides {
  readonly open: Accessor<Side | undefined>;
  readonly toggle: (side: Side) => void;
  /** Opens a drawer where there are drawers, and leaves the focus where it is: for a control whose effect stands there. */
  readonly show: (side: Side) => void;
  /** The focus goes back to where the drawer was opened. */
  readonly close: () => void;
}

/** Of elements with these ids, which can be given the focus. */
export function useSides(): Sides {
  const [open, setOpen] = createSignal<Side>();
  let before: Element | null = null;
  const close = (): void => {
    if (open() === undefined) return;
    setOpen(undefined);
    if (before instanceof HTMLElement) before.focus();
  };
  const toggle = (side: Side): void => {
    if (open() === side) { close(); return; }
    if (open() === undefined) before = document.activeElement;
    setOpen(side);
    document.getElementById(side)?.focus();
  };
  const show = (side: Side): void => {
    if (!window.matchMedia(DRAWERS).matches || open() === side) return;
    before = document.activeElement;
    setOpen(side);
  };
  return { open, toggle, show, close };
}

export function SideButtons(props: { readonly sides: Sides } & Readonly<Record<Side, string>>): JSX.Element {
  return (
    <span class="side-buttons">
      <For each={["set", "read"] as const}>{(side) => (
        <button type="button" class="chip" aria-expanded={props.sides.open() === side} aria-controls={side} onClick={() => props.sides.toggle(side)}>{props[side]}</button>
      )}</For>
    </span>
  );
}
