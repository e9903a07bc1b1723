/** Files dropped anywhere on the page: what the view in sight does with them. */
import { onCleanup, onMount } from "solid-js";

/**
 * As long as the component that calls it is in sight, the whole window takes what is dropped; `words` stand over it from the
 * moment something hovers there.
 */
export function useDrop(words: string, take: (dropped: DataTransfer) => void): void {
  let depth = 0;
  const over = (on: boolean): void => {
    document.body.classList.toggle("dropping", on);
    document.body.dataset["drop"] = words;
  };
  const enter = (event: DragEvent): void => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth++;
    over(true);
  };
  const leave = (): void => {
    depth = Math.max(0, depth - 1);
    if (depth === 0) over(false);
  };
  const hover = (event: DragEvent): void => {
    if (carriesFiles(event)) event.preventDefault();
  };
  const drop = (event: DragEvent): void => {
    if (!event.dataTransfer) return;
    event.preventDefault();
    depth = 0;
    over(false);
    take(event.dataTransfer);
  };
  onMount(() => {
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("dragover", hover);
    window.addEventListener("drop", drop);
  });
  onCleanup(() => {
    over(false);
    window.removeEventListener("dragenter", enter);
    window.removeEventListener("dragleave", leave);
    window.removeEventListener("dragover", hover);
    window.removeEventListener("drop", drop);
  });
}

const carriesFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") === true;
