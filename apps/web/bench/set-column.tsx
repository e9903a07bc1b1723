/** What was opened and how it is measured: files, line timing, regions, joined files, what was done. */
import { For, Show, type JSX } from "solid-js";
import { parseQuantity, RigError, type LineScan } from "radiatum";
import { Choice, Field } from "../controls/controls.js";
import { decimal } from "../controls/number.js";
import { keyText } from "../shell/commands.js";
import { without } from "./choices.js";
import { ElectrodeSettings, StimulusSection } from "./electrode-settings.js";
import { Files } from "./files.js";
import { Timing } from "./line-timing.js";
import { scanOf } from "./places.js";
import { Regions } from "./region-settings.js";
import { session } from "./session.js";
import { hasElectrode, type Source } from "./sources.js";

const { recording, choices, measurement, change } = session;
const scan = (): LineScan | undefined => scanOf(recording(), measurement(), choices());

export function SetColumn(props: { readonly onOpen: () => void }): JSX.Element {
  return (
    <aside class="set" id="set" tabindex="-1" aria-label="Recording and choices">
      <Settings onOpen={props.onOpen} />
    </aside>
  );
}

/** The same where there is no column for it. */
export function Settings(props: { readonly onOpen: () => void }): JSX.Element {
  return (
    <>
      <Files onOpen={props.onOpen} />
      <Show when={scan()} fallback={<Show when={recording()}><ElectrodeSettings /></Show>}>
        <StimulusSection />
        <Timing />
        <Regions />
      </Show>
      <Show when={recording()}>
        <Electrode />
      </Show>
      <History />
    </>
  );
}

function Electrode(): JSX.Element {
  const files = (): readonly Source[] =>
    session
      .sources()
      .filter((source) => hasElectrode(source) && source.id !== session.current()?.id && source.kind !== "CSV");
  const tables = (): readonly Source[] =>
    session.sources().filter(({ kind, id }) => kind === "CSV" && id !== session.current()?.id);
  const join = (id: string): void => {
    const rest = without(choices(), "ephys");
    change(
      id === "" ? "Electrode's file taken off" : `Electrode of ${id} joined`,
      id === "" ? { ...rest, ephysOffset: 0 } : { ...rest, ephys: id },
    );
  };
  const tabled = (id: string): void => {
    const rest = without(choices(), "table");
    change(
      id === "" ? "Trial table taken off" : `Trial table ${id} taken in`,
      id === "" ? rest : { ...rest, table: id },
    );
  };
  const offset = (typed: string): string | undefined => {
    try {
      const value = parseQuantity(typed, "time");
      change(`Electrode's clock moved by ${decimal(value, 2)} ms`, { ...choices(), ephysOffset: value });
      return undefined;
    } catch (error) {
      return error instanceof RigError ? error.message : "This is no time; write −12.5 ms.";
    }
  };
  return (
    <Show when={files().length > 0 || tables().length > 0}>
      <section class="section">
        <header>
          <h2>Joined files</h2>
        </header>
        <div class="setting-list">
          <Show when={files().length > 0}>
            <span class="dim">Electrode</span>
            <Choice
              label="Electrode's file"
              value={choices().ephys ?? ""}
              onChange={join}
              options={[
                { value: "", text: "none joined" },
                ...files().map(({ id, name }) => ({ value: id, text: name })),
              ]}
            />
            <Show when={choices().ephys !== undefined}>
              <span class="dim">Clock offset</span>
              <Field
                label="Added to the electrode's clock"
                value={`${choices().ephysOffset} ms`}
                unit="ms"
                onChange={offset}
              />
            </Show>
          </Show>
          <Show when={tables().length > 0}>
            <span class="dim">Trial table</span>
            <Choice
              label="Trial table"
              value={choices().table ?? ""}
              onChange={tabled}
              options={[{ value: "", text: "none" }, ...tables().map(({ id, name }) => ({ value: id, text: name }))]}
            />
          </Show>
        </div>
        <p class="note small">Sweep for trial, in their order; neither file knows of the other.</p>
      </section>
    </Show>
  );
}

function History(): JSX.Element {
  const undoKey = keyText({ key: "z", control: true, name: "", run: () => undefined });
  return (
    <section class="section">
      <header>
        <h2>History</h2>
        <span>
          <button type="button" class="linklike" disabled={session.steps().length < 2} onClick={session.undo}>
            Undo
          </button>{" "}
          <kbd class="wide-only" aria-hidden="true">
            {undoKey}
          </kbd>
        </span>
      </header>
      <ol class="history">
        <For each={[...session.steps()].reverse()}>
          {({ sentence }, k) => <li classList={{ faint: k() === session.steps().length - 1 }}>{sentence}</li>}
        </For>
      </ol>
    </section>
  );
}
