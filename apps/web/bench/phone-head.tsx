/** On a phone: the file's line and three numbers, above the stack; the choices open beneath the line. */
import { createSignal, Show, type JSX } from "solid-js";
import { decimal, Measured } from "../controls/number.js";
import { session } from "./session.js";
import { Settings } from "./set-column.js";

export function PhoneHead(props: { readonly onOpen: () => void }): JSX.Element {
  const found = session.measurement;
  const problems = (): number =>
    (session.recording()?.issues ?? []).filter(({ severity }) => severity !== "note").length;
  const period = (): number | undefined => session.recording()?.lineScans[0]?.timing.period;
  const [more, setMore] = createSignal(false);
  return (
    <div class="phone-only">
      <button type="button" class="phone-file" aria-expanded={more()} onClick={() => setMore((now) => !now)}>
        <b>{session.current()?.name}</b> <span class="dim">{more() ? "▴" : "▾"}</span>
        <br />
        <span class="dim">
          {session.recording()?.trials.length} trials
          {period() === undefined ? "" : `, ${decimal(period() ?? 0, 4)} ms a line`}
          <Show when={problems() > 0}>
            ,{" "}
            <span class="tone-warn">
              {problems()} {problems() === 1 ? "problem" : "problems"}
            </span>
          </Show>
        </span>
      </button>
      <Show when={more()}>
        <Settings onOpen={props.onOpen} />
      </Show>
      <div class="three-numbers">
        <div>
          <span class="unit">chance of success</span>
          <Measured answer={found()?.calciumTransientProbability} />
        </div>
        <div>
          <span class="unit">{found()?.regions[0]?.name ?? "region"}, ΔF/F</span>
          <Measured answer={found()?.regions[0]?.amplitude} />
        </div>
        <div>
          <span class="unit">soma</span>
          <Measured answer={found()?.soma?.amplitude} />
        </div>
      </div>
    </div>
  );
}
