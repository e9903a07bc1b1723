/** What a view says aloud, and what it puts into the bar at the top. */
import { createSignal, type JSX } from "solid-js";
import { Portal } from "solid-js/web";
import { Chip } from "../controls/controls.js";

const [words, setWords] = createSignal("");
/** Said aloud to who listens: the end of a run, an error; not every trial. */
export const speak = (sentence: string): void => void setWords(sentence);
/** The last that was said. */
export const spoken = words;

/** Puts words on the clipboard and says so; resolves to whether the browser let them. */
export async function copied(what: string, text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    speak(`The ${what} is on the clipboard.`);
    return true;
  } catch {
    speak(`The browser did not let the ${what} onto the clipboard.`);
    return false;
  }
}

/** ms for which a button says that it has been done. */
const DONE = 2000;

/** A button that copies. */
export function CopyChip(props: { readonly what: string; readonly text: string; readonly kind?: "quiet"; readonly children: JSX.Element }): JSX.Element {
  const [done, setDone] = createSignal(false);
  const copy = async (): Promise<void> => {
    if (!(await copied(props.what, props.text))) return;
    setDone(true);
    setTimeout(() => setDone(false), DONE);
  };
  return <Chip kind={props.kind} onClick={() => void copy()}>{done() ? "Copied" : props.children}</Chip>;
}

/** A view's own tools, in the bar at the top. */
export function Tools(props: { readonly children: JSX.Element }): JSX.Element {
  return <Portal mount={document.getElementById("tools") ?? document.body} ref={(element) => { element.className = "tools"; }}>{props.children}</Portal>;
}
