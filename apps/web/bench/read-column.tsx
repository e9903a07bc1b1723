/** The numbers of the chosen question, each with its interval and a sentence on how it was made; then the files. */
import { Dynamic } from "solid-js/web";
import { For, Show, type Component, type JSX } from "solid-js";
import { Chip, Choice, Message } from "../controls/controls.js";
import { said, say } from "../shell/address.js";
import { asking } from "./choices.js";
import { AskStimulus, stimulusWanted } from "./electrode-settings.js";
import { AmplitudesTab } from "./tab-amplitudes.js";
import { CalibrationTab } from "./tab-calibration.js";
import { ExportPanel } from "./export-panel.js";
import { PairedPulseTab } from "./tab-paired-pulse.js";
import { framesTold, timelessTold, type Told } from "./frames.js";
import { session } from "./session.js";
import { ElectrodeTab } from "./tab-electrode.js";
import { SuccessesTab } from "./tab-successes.js";
import { SupralinearityTab } from "./tab-supralinearity.js";
import { VoltageTab } from "./tab-voltage.js";

const TABS: readonly { readonly id: string; readonly name: string; readonly body: Component }[] = [
  { id: "", name: "Successes & failures", body: SuccessesTab },
  { id: "amplitudes", name: "Amplitudes", body: AmplitudesTab },
  { id: "pairs", name: "Paired pulse", body: PairedPulseTab },
  { id: "calibration", name: "Calibration", body: CalibrationTab },
  { id: "supralinearity", name: "Supralinearity", body: SupralinearityTab },
  { id: "voltage", name: "Voltage", body: VoltageTab },
];
/** Of an electrode's recording alone: what needs light isn't offered. */
const ELECTRODE_TABS: typeof TABS = [{ id: "", name: "Electrode", body: ElectrodeTab }, ...TABS.filter(({ id }) => id === "voltage")];
const tabs = (): typeof TABS => ((session.recording()?.lineScans.length ?? 1) > 0 ? TABS : ELECTRODE_TABS);
const tab = (): (typeof TABS)[number] =>
  tabs().find(({ id }) => id === said("tab")) ?? (tabs()[0] as (typeof TABS)[number]);

/** Nobody chose anything yet: what can't be measured is what was dropped. */
const untouched = (): boolean => session.steps().length < 2;
const refusedTold = (refusal: string): Told =>
  (untouched() ? timelessTold(session.recording(), refusal) : undefined) ??
  { what: untouched() ? "This can't be measured as it is" : "These choices can't be measured", where: refusal };

export function ReadColumn(): JSX.Element {
  return (
    <aside class="read" id="read" tabindex="-1" aria-label="Measurements">
      <Show when={framesTold(session.recording())}>
        {(told) => (
          <section class="section">
            <Message kind="caution" what={told().what} where={told().where} />
          </section>
        )}
      </Show>
      <Show when={session.refused()}>
        {(why) => (
          <section class="section">
            <Message kind="caution" what={refusedTold(why().message).what} where={refusedTold(why().message).where}>
              <Show when={why().code === "no-background"}>
                <Chip onClick={() => session.change("Background: none", asking(session.choices(), { background: "none" }))}>
                  Measure without background
                </Chip>
              </Show>
              <Show when={!untouched()}>
                <Chip onClick={session.undo}>Undo the last choice</Chip>
              </Show>
            </Message>
          </section>
        )}
      </Show>
      <Show when={session.stale() && !session.analysis()}>
        <section class="section">
          <p class="note" role="status">
            Measuring …
          </p>
        </section>
      </Show>
      <Show when={session.group()}>
        {(group) => (
          <>
            <Show when={(session.analysis()?.groups.length ?? 0) > 1}>
              <section class="section group-choice">
                <span class="dim">Trials of</span>
                <Choice
                  label="Group of trials"
                  value={group().name}
                  options={(session.analysis()?.groups ?? []).map(({ name, trials }) => ({
                    value: name,
                    text: `${name}, ${trials.length}`,
                  }))}
                  onChange={(name) => {
                    const first = session.analysis()?.groups.find((one) => one.name === name)?.trials[0];
                    if (first !== undefined) session.setTrial(first);
                  }}
                />
              </section>
            </Show>
            <Show when={refusalOf(group().found)}>
              {(why) => (
                <section class="section">
                  <Message kind="caution" what="These trials can't be measured" where={why()} />
                </section>
              )}
            </Show>
            <Show when={stimulusWanted()}>
              <section class="section wide-only">
                <AskStimulus />
              </section>
            </Show>
            <div role="tabpanel" id="bench-panel" aria-label={tab().name} classList={{ stale: session.stale() }}>
              <Dynamic component={tab().body} />
            </div>
          </>
        )}
      </Show>
      <Show when={session.recording()}>
        <ExportPanel />
      </Show>
    </aside>
  );
}

const refusalOf = (found: { readonly refused: string } | object): string | undefined =>
  "refused" in found ? found.refused : undefined;

export function Tabs(props: { readonly onPick: () => void }): JSX.Element {
  const move = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = tabs()[(tabs().indexOf(tab()) + by + tabs().length) % tabs().length];
    if (!next) return;
    say({ tab: next.id });
    (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]")[tabs().indexOf(next)]?.focus();
  };
  return (
    <div class="bench-tabs" role="tablist" aria-label="Analysis" onKeyDown={move}>
      <For each={tabs()}>
        {(one) => (
          <button
            type="button"
            role="tab"
            aria-selected={tab() === one}
            aria-controls="bench-panel"
            tabindex={tab() === one ? 0 : -1}
            onClick={() => {
              say({ tab: one.id });
              props.onPick();
            }}
          >
            {one.name}
          </button>
        )}
      </For>
    </div>
  );
}
