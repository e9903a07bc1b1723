/** The stretch of time in sight and the pinned cursor, as the address keeps them. */
import { createEffect, onCleanup } from "solid-js";
import { said, say } from "../shell/address.js";
import type { Clock } from "../stack/clock.js";

/** ms without a change, after which a stretch in sight is one to keep: browsers refuse an address that changes with every frame. */
const SETTLED = 400;

/** The stretch in sight and the pinned cursor stand in the address, and come from it. */
export function followAddress(clock: Clock): void {
  const numbers = (text: string): number[] => text.split("_").map(Number).filter(Number.isFinite);
  const asked = said("view");
  let first = true;
  let waiting: number | undefined;
  onCleanup(() => clearTimeout(waiting));
  createEffect(() => {
    const { from, to } = clock.whole();
    const view = clock.view();
    if (first && asked !== "" && to - from > 1) {
      const [a, b] = numbers(asked);
      first = false;
      if (a !== undefined && b !== undefined && b > a) {
        clock.show({ from: a, to: b });
        return;
      }
    }
    const all = view.from === from && view.to === to;
    clearTimeout(waiting);
    waiting = window.setTimeout(() => say({ view: all ? "" : `${round(view.from)}_${round(view.to)}` }), SETTLED);
  });
  const pinned = numbers(said("cursor"));
  if (pinned[0] !== undefined && said("cursor") !== "") {
    clock.pin(pinned[0]);
    if (pinned[1] !== undefined) clock.pin(pinned[1]);
  }
  createEffect(() => {
    const pin = clock.pinned();
    queueMicrotask(() =>
      say({ cursor: pin ? [pin.from, ...(pin.to === undefined ? [] : [pin.to])].map(round).join("_") : "" }),
    );
  });
}
const round = (value: number): number => Number(value.toPrecision(6));
