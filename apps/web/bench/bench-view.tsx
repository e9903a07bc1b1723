/** The bench: a recording, its choices at the left, the recording itself in the middle, its numbers at the right. */
import { createSignal, For, Match, onCleanup, onMount, Show, Switch, type JSX } from "solid-js";
import { Chip, Message, Segments } from "../controls/controls.js";
import { decimal, Measured } from "../controls/number.js";
import { lastRun } from "../lab/last-run.js";
import { Tools } from "../shell/tools.js";
import { keyText, useCommands } from "../shell/commands.js";
import { BenchStack } from "./bench-stack.js";
import "./bench.css";
import { download } from "./export-panel.js";
import { ReadColumn, Tabs } from "./read-column.js";
import { session, type Shown } from "./session.js";
import { Files, SetColumn, Settings } from "./set-column.js";
import { chosenFiles, filesOf } from "./sources.js";
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
  useDrop();
  const step = (by: number): void => session.setTrial(session.trial() + by);
  const isOpen = (): boolean => session.recording() !== undefined && session.status() === "open";
  useCommands([
    { key: "o", name: "Open a folder", run: openFolder },
    { name: "Open files", run: openFiles },
    { key: "z", control: true, name: "Undo", run: session.undo, when: () => session.steps().length > 1 },
    { key: "ArrowLeft", name: "Trial before", run: () => step(-1), when: isOpen },
    { key: "ArrowRight", name: "Trial after", run: () => step(1), when: isOpen },
    { key: "m", name: "Trial, all, mean", run: () => session.show((["Trial", "All", "Mean"] as const)[((["Trial", "All", "Mean"] as const).indexOf(session.shown()) + 1) % 3] as Shown), when: isOpen },
    { key: "Escape", name: "Stop reading", run: session.stop, when: () => session.status() === "reading" },
    { name: "Use the rig's last run", run: () => void session.openRun(), when: () => lastRun() !== undefined },
    { name: "Export the report", run: () => void download("report"), when: isOpen },
    { name: "Save the parameters file", run: () => void download("parameters"), when: isOpen },
  ]);
  return (
    <>
      <input hidden type="file" multiple aria-label="Files to open" ref={files} onChange={(event) => take(event.currentTarget)} />
      <input hidden type="file" aria-label="Folder to open" ref={(element) => { folder = element; element.webkitdirectory = true; }} onChange={(event) => take(event.currentTarget)} />
      <Tools>
        <Show when={isOpen()}>
          <span class="wide-only"><Chip kind="quiet" disabled={session.steps().length < 2} onClick={session.undo}>Undo <kbd aria-hidden="true">{keyText({ key: "z", control: true, name: "", run: () => undefined })}</kbd></Chip></span>
          <Chip kind="primary" onClick={() => document.getElementById("export")?.scrollIntoView({ block: "end" })}>Export</Chip>
        </Show>
      </Tools>
      <Switch>
        <Match when={session.status() === "open"}><OpenBench onOpen={openFolder} /></Match>
        <Match when={session.status() === "reading"}><Reading /></Match>
        <Match when={session.status() === "failed"}><Hopeless onOpen={openFiles} /></Match>
        <Match when={session.status() === "empty"}><Empty onFolder={openFolder} onFiles={openFiles} /></Match>
      </Switch>
    </>
  );
}

function OpenBench(props: { readonly onOpen: () => void }): JSX.Element {
  const count = (): number => session.recording()?.trials.length ?? 0;
  return (
    <main class="columns bench">
      <h1 class="hidden-text">Bench: {session.current()?.name}</h1>
      <SetColumn onOpen={props.onOpen} />
      <section class="see" aria-label="Recording">
        <PhoneHead onOpen={props.onOpen} />
        <div class="bench-head">
          <Tabs />
          <span class="space" />
          <Segments label="What the stack shows" options={["Trial", "All", "Mean"]} value={session.shown()} onChange={session.show} />
          <span class="trial-step">
            <button type="button" class="step" aria-label="Trial before" disabled={session.trial() === 0} onClick={() => session.setTrial(session.trial() - 1)}>←</button>
            <span class="dim wide-only">Trial <b>{session.trial() + 1}</b> of {count()}</span><span class="dim phone-only"><b>{session.trial() + 1}</b>/{count()}</span>
            <button type="button" class="step" aria-label="Trial after" disabled={session.trial() >= count() - 1} onClick={() => session.setTrial(session.trial() + 1)}>→</button>
          </span>
        </div>
        <h2 class="hidden-text">Trial by trial</h2>
        <BenchStack />
        <TrialTable />
      </section>
      <ReadColumn />
    </main>
  );
}

/** On a phone: the file's line and three numbers, above the stack. */
function PhoneHead(props: { readonly onOpen: () => void }): JSX.Element {
  const found = session.measurement;
  const problems = (): number => (session.recording()?.issues ?? []).filter(({ severity }) => severity !== "note").length;
  const period = (): number | undefined => session.recording()?.lineScans[0]?.timing.period;
  const [more, setMore] = createSignal(false);
  return (
    <div class="phone-only">
      <button type="button" class="phone-file" aria-expanded={more()} onClick={() => setMore((now) => !now)}>
        <b>{session.current()?.name}</b> <span class="dim">{more() ? "▴" : "▾"}</span><br />
        <span class="dim">{session.recording()?.trials.length} trials{period() === undefined ? "" : `, ${decimal(period() ?? 0, 4)} ms a line`}<Show when={problems() > 0}>, <span class="tone-warn">{problems()} {problems() === 1 ? "problem" : "problems"}</span></Show></span>
      </button>
      <Show when={more()}><Settings onOpen={props.onOpen} /></Show>
      <div class="three-numbers">
        <div><span class="unit">chance of success</span><Measured answer={found()?.calciumTransientProbability} /></div>
        <div><span class="unit">{found()?.regions[0]?.name ?? "region"}, ΔF/F</span><Measured answer={found()?.regions[0]?.amplitude} /></div>
        <div><span class="unit">soma</span><Measured answer={found()?.soma?.amplitude} /></div>
      </div>
    </div>
  );
}

function Empty(props: { readonly onFolder: () => void; readonly onFiles: () => void }): JSX.Element {
  return (
    <main class="bench-empty">
      <h1 class="hidden-text">Bench</h1>
      <div class="drop-target">
        <h2 class="big">Drop a recording here</h2>
        <p class="dim">A Prairie folder, TIFF, ABF, NWB, or the whole day’s folder.<br />It is read in this tab; nothing leaves the machine.</p>
        <p class="actions">
          <Chip kind="primary" key="o" onClick={props.onFolder}>Choose a folder</Chip><Chip onClick={props.onFiles}>Choose files</Chip>
          <Chip disabled={!lastRun()} onClick={() => void session.openRun()}>{lastRun() ? "Use the rig’s last run" : "Use the rig’s last run: needs a run"}</Chip>
        </p>
      </div>
      <Show when={session.sources().length > 0}>
        <section class="served"><h2>{session.served() === undefined ? "Recordings" : `In ${session.served()}`}</h2>
          <ul><For each={session.sources()}>{(source) => <li><button type="button" class="file" onClick={() => session.select(source.id)}><span class="name">{source.name}</span><span class="unit">{source.kind}, {megabytes(source.bytes)}</span></button></li>}</For></ul>
        </section>
      </Show>
      <Show when={session.note()}>{(note) => <Message kind="information" what={note()} />}</Show>
    </main>
  );
}

function Reading(): JSX.Element {
  const { progress } = session;
  return (
    <main class="bench-empty">
      <h1 class="hidden-text">Bench</h1>
      <div class="reading" role="status">
        <div class="reading-line"><b>Reading {session.current()?.name}</b><Show when={progress().total > 1}><span class="dim">{progress().done} of {progress().total}</span></Show><span class="space" /><Chip key="Escape" onClick={session.stop}>Stop</Chip></div>
        <div class="bar" role="progressbar" aria-label="Read so far" aria-valuemin="0" aria-valuemax={progress().total} aria-valuenow={progress().done}><i style={{ width: `${progress().total > 0 ? (100 * progress().done) / progress().total : 0}%` }} /></div>
      </div>
    </main>
  );
}

function Hopeless(props: { readonly onOpen: () => void }): JSX.Element {
  const [copied, setCopied] = createSignal(false);
  return (
    <main class="bench-empty">
      <h1 class="hidden-text">Bench</h1>
      <div class="hopeless"><Message kind="failure" what={`${session.current()?.name ?? "This"} can't be opened`} where={session.failure()?.message}>
        <Chip kind="primary" onClick={props.onOpen}>Choose another</Chip>
        <Chip kind="quiet" onClick={() => void navigator.clipboard.writeText(`${session.failure()?.code ?? ""}: ${session.failure()?.message ?? ""}`).then(() => setCopied(true))}>{copied() ? "Copied" : "Copy details"}</Chip>
      </Message></div>
      <Show when={session.sources().length > 1}><section class="served"><Files onOpen={props.onOpen} /></section></Show>
    </main>
  );
}

/** The whole window takes what is dropped, from the moment something hovers over it. */
function useDrop(): void {
  let depth = 0;
  const over = (on: boolean): void => {
    document.body.classList.toggle("dropping", on);
    document.body.dataset["drop"] = "Drop it anywhere: folder, TIFF, ABF, NWB, trial table, parameters";
  };
  const enter = (event: DragEvent): void => { if (event.dataTransfer?.types.includes("Files")) { event.preventDefault(); depth++; over(true); } };
  const leave = (): void => { depth = Math.max(0, depth - 1); if (depth === 0) over(false); };
  const hover = (event: DragEvent): void => { if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); };
  const drop = (event: DragEvent): void => {
    if (!event.dataTransfer) return;
    event.preventDefault();
    depth = 0;
    over(false);
    void filesOf(event.dataTransfer).then((found) => session.add(found));
  };
  const all = [["dragenter", enter], ["dragleave", leave], ["dragover", hover], ["drop", drop]] as const;
  onMount(() => { for (const [name, listener] of all) window.addEventListener(name, listener as EventListener); });
  onCleanup(() => { over(false); for (const [name, listener] of all) window.removeEventListener(name, listener as EventListener); });
}

const megabytes = (bytes: number): string => (bytes < 1e5 ? `${decimal(bytes / 1e3, 0)} kB` : `${decimal(bytes / 1e6, 1)} MB`);
