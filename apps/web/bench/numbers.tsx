/** Named numbers with their intervals, each with a sentence on how it was made. */
import { For, Show, type JSX } from "solid-js";
import { isRefusal, type Answer } from "radiatum";
import { Measured } from "../controls/number.js";
import { withMinus } from "../controls/page-words.js";
import { session } from "./session.js";

/** Named numbers, one beneath the other, each with how it was made. */
export function Numbers(props: {
  readonly rows: readonly { readonly name: JSX.Element; readonly answer: Answer | undefined }[];
}): JSX.Element {
  return (
    <dl class="numbers">
      <For each={props.rows}>
        {({ name, answer }) => (
          <div>
            <dt>{typeof name === "string" ? withMinus(name) : name}</dt>
            <dd>
              <Measured answer={answer} stale={session.stale()} />
            </dd>
            <Show when={answer && !isRefusal(answer) ? answer : undefined}>
              {(found) => <dd class="unit">{methodOf(found())}</dd>}
            </Show>
          </div>
        )}
      </For>
    </dl>
  );
}

/** "Matched fit of each trial, t interval over trials; n = 38 trials." and the caution, where there is one. */
export function methodOf(answer: Answer): string {
  if (isRefusal(answer)) return "";
  const { method, n, nOf, note } = answer;
  return `${method.charAt(0).toUpperCase()}${method.slice(1)}; n = ${n} ${nOf}.${note === undefined ? "" : ` ${note}`}`;
}
