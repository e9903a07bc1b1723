/** What a view says aloud, and what it puts into the bar at the top. */
import { createSignal, type JSX } from "solid-js";
import { Portal } from "solid-js/web";

const [words, setWords] = createSignal("");
/** Said aloud to who listens: the end of a run, an error; not every trial. */
export const speak = (sentence: string): void => void setWords(sentence);
/** The last that was said. */
export const spoken = words;

/** A view's own tools, in the bar at the top. */
export function Tools(props: { readonly children: JSX.Element }): JSX.Element {
  return <Portal mount={document.getElementById("tools") ?? document.body} ref={(element) => { element.className = "tools"; }}>{props.children}</Portal>;
}
