/** How everything drawn is moved: by dragging it, and by the arrow keys. */

/** px to the right and down, or steps. */
export interface Moved {
  readonly x: number;
  readonly y: number;
}

/**
 * From the press to its end `take` is told how far the pointer has moved, so that nothing jumps when it is pressed; at last, with
 * `dragging` false, if it had moved at all.
 */
export function dragged(event: PointerEvent, take: (moved: Moved, dragging: boolean) => void): void {
  const target = event.currentTarget as Element;
  event.stopPropagation();
  target.setPointerCapture(event.pointerId);
  let last: Moved | undefined;
  const move = (now: Event): void => {
    const { clientX, clientY } = now as PointerEvent;
    last = { x: clientX - event.clientX, y: clientY - event.clientY };
    take(last, true);
  };
  const end = (): void => {
    target.removeEventListener("pointermove", move);
    target.removeEventListener("pointerup", end);
    target.removeEventListener("pointercancel", end);
    if (last) take(last, false);
  };
  target.addEventListener("pointermove", move);
  target.addEventListener("pointerup", end);
  target.addEventListener("pointercancel", end);
}

/**
 * One step for an arrow key, ten with Shift, and the key goes no further; undefined for any other key, and for arrows across `along`
 * where that is all that can be moved.
 */
export function arrowStep(event: KeyboardEvent, along?: keyof Moved): Moved | undefined {
  const size = event.shiftKey ? 10 : 1;
  const steps: Readonly<Record<string, Moved>> = {
    ArrowLeft: { x: -size, y: 0 }, ArrowRight: { x: size, y: 0 }, ArrowUp: { x: 0, y: -size }, ArrowDown: { x: 0, y: size },
  };
  const step = steps[event.key];
  if (!step || (along !== undefined && step[along] === 0)) return undefined;
  event.preventDefault();
  event.stopPropagation();
  return step;
}
