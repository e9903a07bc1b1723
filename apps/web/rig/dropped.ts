/** Protocol files, and the traced cells that they name, dropped on the rig. */
import { onCleanup, onMount } from "solid-js";

export interface DroppedProtocol {
  readonly name: string;
  readonly text: string;
  /** Text of an SWC file that was dropped along. */
  readonly morphology: string | undefined;
}

const PROTOCOL = /\.(ya?ml|json)$/iu;
/** Bytes; a protocol has thousands, a traced cell some million. */
const LARGEST = 50_000_000;

/** Undefined where there is no protocol among them. */
export async function protocolAmong(files: readonly File[]): Promise<DroppedProtocol | undefined> {
  const file = files.find(({ name, size }) => PROTOCOL.test(name) && size < LARGEST);
  if (!file) return undefined;
  const traced = files.find(({ name, size }) => /\.swc$/iu.test(name) && size < LARGEST);
  return { name: file.name, text: await file.text(), morphology: await traced?.text() };
}

/** While the component is in sight, files may be dropped anywhere on the page. */
export function useDrops(take: (files: readonly File[]) => void): void {
  const over = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes("Files") === true) event.preventDefault();
  };
  const drop = (event: DragEvent): void => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    take(files);
  };
  onMount(() => {
    window.addEventListener("dragover", over);
    window.addEventListener("drop", drop);
    onCleanup(() => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("drop", drop);
    });
  });
}
