/** The bench: a recording, its choices at the left, the recording itself in the middle, its numbers at the right. */
import { Match, Show, Switch, type JSX } from "solid-js";
import { Chip, Segments } from "../controls/controls.js";
import { lastRun } from "../lab/last-run.js";
import { keyText, useCommands } from "../shell/commands.js";
import { useDrop } from "../shell/drops.js";
import { PrintedRecording } from "../shell/printed.js";
import { SideButtons, useSides, type Sides } from "../shell/sides.js";
import { Tools } from "../shell/tools.js";
import { BenchStack } from "./bench-stack.js";
import "./bench.css";
import { exported } from "./export-panel.js";
import { PhoneHead } from "./phone-head.js";
import { ReadColumn, Tabs } from "./read-column.js";
import { session, type Shown } from "./session.js";
import { SetColumn } from "./set-column.js";
import { chosenFiles, filesOf } from "./sources.js";
import { Empty, Hopeless, Reading, Rerunning, StillReading } from "./states.js";
import { TrialTable } from "./trial-table.js";

export default function BenchView(): JSX.Element {
  let files: HTMLInputElement | undefined;
  let folder: HTMLInputElement | undefined;
  const openFolder = (): void => folder?.click();
  const openFiles = (): void => files?.click();
  const take = (input: HTMLInputElement): void => {
    if (input.files) void session.add(chosenFiles(input.files));
    input.value = "";
  };
  useDrop("Drop it anywhere: folder, TIFF, ABF, NWB, trial table, parameters", (dropped) => {
    void filesOf(dropped).then((found) => session.add(found));
  });
  const sides = useSides();
  const step = (by: number): void => session.setTrial(session.trial() + by);
  const isOpen = (): boolean => session.recording() !== undefined && session.status() === "open";
  useCommands([
    { key: "o", name: "Open a folder", run: openFolder },
    { name: "Open files", run: openFiles },
    { key: "z", control: true, name: "Undo", run: session.undo, when: () => session.steps().length > 1 },
    { key: "ArrowLeft", name: "Trial before", run: () => step(-1), when: isOpen },
    { key: "ArrowRight", name: "Trial after", run: () => step(1), when: isOpen },
    {
      key: "m",
      name: "Trial, all, mean",
      run: () =>
        session.show(
          (["Trial", "All", "Mean"] as const)[
            ((["Trial", "All", "Mean"] as const).indexOf(session.shown()) + 1) % 3
          ] as Shown,
        ),
      when: isOpen,
    },
    { key: "Escape", name: "Stop reading", run: session.stop, when: () => session.status() === "reading" || session.partial() },
    { name: "Use the rig's last run", run: () => void session.openRun(), when: () => lastRun() !== undefined },
    { key: "Escape", name: "Close the drawer", run: sides.close, when: () => sides.open() !== undefined },
    { name: "Export the report", run: () => void exported("report"), when: isOpen },
    { name: "Save the parameters file", run: () => void exported("parameters"), when: isOpen },
  ]);
  return (
    <>
      <input
        hidden
        type="file"
        multiple
        aria-label="Files to open"
        ref={files}
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        hidden
        type="file"
        aria-label="Folder to open"
        ref={(element) => {
          folder = element;
          element.webkitdirectory = true;
        }}
        onChange={(event) => take(event.currentTarget)}
      />
      <Tools>
        <Show when={isOpen()}>
          <SideButtons sides={sides} set="Set" read="Read" />
          <span class="wide-only roomy-only">
            <Chip kind="quiet" disabled={session.steps().length < 2} onClick={session.undo}>
              Undo <kbd aria-hidden="true">{keyText({ key: "z", control: true, name: "", run: () => undefined })}</kbd>
            </Chip>
          </span>
          <Chip kind="primary" onClick={() => { sides.show("read"); document.getElementById("export")?.scrollIntoView({ block: "end" }); }}>
            Export
          </Chip>
        </Show>
      </Tools>
      <Switch>
        <Match when={session.status() === "open"}>
          <OpenBench onOpen={openFolder} sides={sides} />
        </Match>
        <Match when={session.status() === "reading"}>
          <Reading />
        </Match>
        <Match when={session.status() === "failed"}>
          <Hopeless onOpen={openFiles} />
        </Match>
        <Match when={session.rerunning()}>
          <Rerunning />
        </Match>
        <Match when={session.status() === "empty"}>
          <Empty onFolder={openFolder} onFiles={openFiles} />
        </Match>
      </Switch>
    </>
  );
}

function OpenBench(props: { readonly onOpen: () => void; readonly sides: Sides }): JSX.Element {
  const count = (): number => session.recording()?.trials.length ?? 0;
  return (
    <main class="columns bench sides" data-open={props.sides.open()}>
      <h1 class="hidden-text">Bench: {session.current()?.name}</h1>
      <SetColumn onOpen={props.onOpen} />
      <section class="see" aria-label="Recording">
        <PrintedRecording recording={session.recording()} />
        <PhoneHead onOpen={props.onOpen} />
        <div class="bench-head">
          <Tabs onPick={() => props.sides.show("read")} />
          <span class="space" />
          <Segments
            label="What the stack shows"
            options={["Trial", "All", "Mean"]}
            value={session.shown()}
            onChange={session.show}
          />
          <span class="trial-step">
            <button
              type="button"
              class="step"
              aria-label="Trial before"
              disabled={session.trial() === 0}
              onClick={() => session.setTrial(session.trial() - 1)}
            >
              ←
            </button>
            <span class="dim wide-only">
              Trial <b>{session.trial() + 1}</b> of {count()}
            </span>
            <span class="dim phone-only">
              <b>{session.trial() + 1}</b>/{count()}
            </span>
            <button
              type="button"
              class="step"
              aria-label="Trial after"
              disabled={session.trial() >= count() - 1}
              onClick={() => session.setTrial(session.trial() + 1)}
            >
              →
            </button>
          </span>
        </div>
        <StillReading />
        <h2 class="hidden-text">Trial by trial</h2>
        <BenchStack />
        <TrialTable />
      </section>
      <ReadColumn />
    </main>
  );
}
