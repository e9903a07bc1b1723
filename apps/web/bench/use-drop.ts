import { onCleanup, onMount } from "solid-js";
import { session } from "./session.js";
import { filesOf } from "./sources.js";

/** The whole window takes what is dropped, from the moment something hovers over it. */
export function useDrop(): void {
  let depth = 0;
  const over = (on: boolean): void => {
    document.body.classList.toggle("dropping", on);
    document.body.dataset["drop"] = "Drop it anywhere: folder, TIFF, ABF, NWB, trial table, parameters";
  };
  const enter = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes("Files")) {
      event.preventDefault();
      depth++;
      over(true);
    }
  };
  const leave = (): void => {
    depth = Math.max(0, depth - 1);
    if (depth === 0) over(false);
  };
  const hover = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  };
  const drop = (event: DragEvent): void => {
    if (!event.dataTransfer) return;
    event.preventDefault();
    depth = 0;
    over(false);
    void filesOf(event.dataTransfer).then((found) => session.add(found));
  };
  const all = [
    ["dragenter", enter],
    ["dragleave", leave],
    ["dragover", hover],
    ["drop", drop],
  ] as const;
  onMount(() => {
    for (const [name, listener] of all) window.addEventListener(name, listener as EventListener);
  });
  onCleanup(() => {
    over(false);
    for (const [name, listener] of all) window.removeEventListener(name, listener as EventListener);
  });
}
