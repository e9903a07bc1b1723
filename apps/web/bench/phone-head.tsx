/** On a phone: the file's line and three numbers, above the stack; the choices open beneath the line. */
import { createSignal, Show, type JSX } from "solid-js";
import type { Answer } from "radiatum";
import { decimal, Measured } from "../controls/number.js";
import { AskStimulus, stimulusWanted } from "./electrode-settings.js";
import { further } from "./in-sight.js";
import { session } from "./session.js";
import { Settings } from "./set-column.js";

function Cell(props: { readonly name: string; readonly answer: Answer | undefined }): JSX.Element {
  return (
    <div>
      <span class="unit">{props.name}</span>
      <Measured answer={props.answer} />
    </div>
  );
}

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
          {session.recording()?.trials.length} {session.recording()?.trials.length === 1 ? "trial" : "trials"}
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
        <Show
          when={(session.recording()?.lineScans.length ?? 0) > 0}
          fallback={
            <>
              <Cell name="response" answer={found()?.soma?.amplitude} />
              <Cell name="chance of a response" answer={further("probability of a response")} />
              <Cell name="second over first" answer={further("second response over") ?? { refused: "One stimulus is known." }} />
            </>
          }
        >
          <Cell name="chance of success" answer={found()?.calciumTransientProbability} />
          <Cell name={`${found()?.regions[0]?.name ?? "region"}, ΔF/F`} answer={found()?.regions[0]?.amplitude} />
          <Cell name="soma" answer={found() && !found()?.soma ? { refused: "No electrode is joined." } : found()?.soma?.amplitude} />
        </Show>
      </div>
      <Show when={stimulusWanted()}>
        <section class="section">
          <AskStimulus />
        </section>
      </Show>
    </div>
  );
}
