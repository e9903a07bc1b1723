/** The stretch of time in sight and the pinned cursor, as the address keeps them. */
import { createEffect, createMemo, on, onCleanup } from "solid-js";
import { linksFollowed, said, say } from "../shell/address.js";
import type { Clock } from "./clock.js";

/** ms without a change, after which a stretch in sight is one to keep: browsers refuse an address that changes with every frame. */
const SETTLED = 400;

/**
 * The stretch in sight and the pinned cursor stand in the address, and come from it: at first, and when a link is followed.
 * `ready`: the clock's whole is the recording's, and not what stands there before one has come.
 */
export function followAddress(clock: Clock, ready: () => boolean = () => clock.whole().to - clock.whole().from > 1): void {
  let waiting: number | undefined;
  /** False: what a link says is still to be shown, and the clock's own stretch isn't one to keep. */
  let taken = false;
  let first = true;
  const take = (): void => {
    clearTimeout(waiting);
    const [from, to] = numbers(said("view"));
    if (from !== undefined && to !== undefined && to > from) clock.show({ from, to });
    else if (!first) clock.showAll(); // a new clock may have been given a stretch by its owner
    first = false;
    const [pin, end] = numbers(said("cursor"));
    clock.unpin();
    if (pin !== undefined) clock.pin(pin);
    if (end !== undefined) clock.pin(end);
    taken = true;
  };
  onCleanup(() => clearTimeout(waiting));
  createEffect(on([createMemo(ready), linksFollowed], ([now]) => {
    taken = false;
    if (now) take();
  }));
  createEffect(() => {
    const { from, to } = clock.whole();
    const view = clock.view();
    clearTimeout(waiting);
    if (!taken) return;
    const all = view.from === from && view.to === to;
    waiting = window.setTimeout(() => { if (taken) say({ view: all ? "" : `${round(view.from)}_${round(view.to)}` }); }, SETTLED);
  });
  createEffect(() => {
    const pin = clock.pinned();
    if (!taken) return;
    queueMicrotask(() => say({ cursor: pin ? [pin.from, ...(pin.to === undefined ? [] : [pin.to])].map(round).join("_") : "" }));
  });
}

const numbers = (text: string): number[] => (text === "" ? [] : text.split("_").map(Number).filter(Number.isFinite));
const round = (value: number): number => Number(value.toPrecision(6));
