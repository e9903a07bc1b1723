/** The rig: an experiment of the paper, or one's own, running. */
import { createEffect, createMemo, createSignal, For, Match, on, onMount, Show, Switch, untrack, type JSX } from "solid-js";
import { isRefusal, stimulusMarks, type Answer, type Estimate } from "radiatum";
import { Chip, Message, Toggle } from "../controls/controls.js";
import { decimal, digitsFor, intervalText } from "../controls/number.js";
import { withMinus } from "../controls/page-words.js";
import { paperProtocols } from "../lab/paper-protocols.js";
import { pack } from "../lab/packed.js";
import { download } from "../lab/download.js";
import type { Headline } from "../lab/headlines.js";
import type { Source } from "../lab/rig-services.js";
import { tracedFile, type TracedCells } from "../lab/traced-cells.js";
import { CallFailure } from "../lab/calls.js";
import { rig } from "../lab/threads.js";
import { setLastRun } from "../lab/last-run.js";
import { filesOf } from "../bench/sources.js";
import type { DroppedFile } from "../lab/bench-services.js";
import { goTo, linksFollowed, said, say } from "../shell/address.js";
import { useDrop } from "../shell/drops.js";
import { PrintedRecording } from "../shell/printed.js";
import { SideButtons, useSides } from "../shell/sides.js";
import { speak, Tools } from "../shell/tools.js";
import { useCommands } from "../shell/commands.js";
import { createClock } from "../stack/clock.js";
import { followAddress } from "../stack/clock-address.js";
import { numberIn } from "./edits.js";
import { synapticAlone, synapticWord } from "./lead.js";
import { ParameterTable } from "./parameter-table.js";
import { Pictures } from "./pictures.js";
import { ReadPanel } from "./read-panel.js";
import { RigStack } from "./rig-stack.js";
import type { Show_ } from "./row-values.js";
import { experimentSaid, isOpen, isOwn, openSaid, setStock, stock } from "./opening.js";
import { requestOf } from "./asked.js";
import { asked, protocolFile, reading, series } from "./the-series.js";
import { BathSection, ElectrodeSection, MicroscopeSection, RunSection } from "./set-panel.js";
import { StimulusSection } from "./stimulus-section.js";
import { sortedDrop } from "./dropped.js";
import { putStimulus } from "./from-next.js";
import { editText, MechanismEditor, mechanismEdited } from "./mechanism-editor.js";
import { TrialStrip } from "./trial-strip.js";
import { Where } from "./where.js";
import "./rig.css";

/** What the address says of the view of one experiment: another begins without. */
const ANEW = { protocol: "", trial: "", view: "", cursor: "", turn: "", plane: "", f0: "", regions: "" };
/** Equals no protocol's text: whatever is on screen then stands in the address whole. */
const NONE = " ";

export default function RigView(): JSX.Element {
  const what = (): Show_ => (["All", "Mean"] as const).find((one) => one.toLowerCase() === said("show")) ?? "Trial";
  const [picking, setPicking] = createSignal(false);
  const [picked, setPicked] = createSignal<number>();
  /** The region whose edges have grips. */
  const [region, setRegion] = createSignal<number>();
  const pickRegion = (place: number): void => void setRegion((now) => (now === place ? undefined : place));
  const drawer = (): boolean => said("open") === "parameters";
  const setDrawer = (open: boolean): void => say({ open: open ? "parameters" : "" });
  const sides = useSides();
  const [sheet, setSheet] = createSignal<"Spine" | "Bath" | "Electrode" | "Scope">();
  const experiment = experimentSaid;
  const [outside, setOutside] = createSignal(0);
  /** What was dropped and can't be opened. */
  const [strange, setStrange] = createSignal<{ readonly what: string; readonly where: string }>();

  let links = untrack(linksFollowed);
  createEffect(on([experimentSaid, () => said("protocol"), () => said("light"), linksFollowed], ([, , , now]) => {
    const followed = now !== links;
    links = now;
    void openSaid({ watch: said("trial") === "", followed });
  }));
  createEffect(() => series.setTruth(said("truth") !== ""));
  // The address says what is on screen, so that a link reopens it.
  createEffect(on([series.text, stock], ([text, own]) => {
    if (text === "" || own === "") return;
    const packed = text === own ? "" : pack(text);
    isOpen(packed);
    say({ protocol: packed });
  }));
  createEffect(on([series.place, series.playing], ([place, playing]) => {
    if (series.plans().length > 0) say({ trial: playing ? "" : String(place + 1) });
  }, { defer: true }));
  createEffect(on(() => series.status() === "done" && !series.playing(), (ended) => { if (ended) speak(`The series has ended: ${series.count()} trials.`); }, { defer: true }));
  createEffect(on(series.failure, (failure) => { if (failure) speak(failure.message); }, { defer: true }));
  createEffect(on(() => series.protocol(), (protocol) => {
    if (protocol) void rig.call("parameters", { protocol: { parameters: protocol.parameters, set: protocol.set } })
      .then((rows) => setOutside(rows.filter(({ outsideBounds }) => outsideBounds).length), (error: unknown) => { if (!(error instanceof CallFailure)) throw error; });
  }));

  const whole = createMemo(() => ({ from: 0, to: series.trial()?.recording.trials[series.place()]?.duration ?? series.recording()?.trials[0]?.duration ?? 300 }));
  const stimulus = (): string => series.plans()[series.place()]?.stimulus ?? "";
  const zero = createMemo(() => {
    const [first] = stimulusMarks(series.recording()?.events ?? [], series.place());
    return first?.start ?? 0;
  });
  const clock = createClock({ whole, zero, snap: () => series.trial()?.recording.lineScans[0]?.timing.period });
  followAddress(clock, () => series.plans().length > 0);
  const changeStimulus = async (place: number, fields: Readonly<Record<string, string>>): Promise<void> => {
    const protocol = series.protocol();
    if (protocol) await putStimulus(series, protocol, stimulus(), (items) => items.map((one, k) => (k === place ? { ...one, ...fields } : one)));
  };
  /** Where keys have just moved a stimulus to: the protocol says so a moment later, and keys come faster. */
  let movedTo: { readonly stimulus: string; readonly place: number; readonly at: string } | undefined;
  const move = (by: number): void => {
    const [name, place] = [stimulus(), picked() ?? 0];
    const at = movedTo?.stimulus === name && movedTo.place === place ? movedTo.at : series.protocol()?.stimuli[name]?.[place]?.at;
    if (at === undefined) return;
    const moved = { stimulus: name, place, at: `${Math.max(0, numberIn(at, "ms") + by)} ms` };
    movedTo = moved;
    void changeStimulus(place, { at: moved.at }).then(() => { if (movedTo === moved) movedTo = undefined; });
  };
  /** ms. */
  const stepOf = (event?: KeyboardEvent): number => (event?.shiftKey === true ? 10 : 1);
  const toggleTruth = (): void => say({ truth: series.truth() ? "" : "on" });
  const goOrPause = (): void => {
    if (series.active()) series.pause();
    else if (series.status() === "done") series.again();
    else series.go();
  };
  useDrop("Drop a protocol, with the traced cell that it names; or a recording for the bench", (dropped) => void filesOf(dropped).then(openFiles));
  let chooser: HTMLInputElement | undefined;
  useCommands([
    { key: "o", name: "Open a protocol file", run: () => chooser?.click() },
    { key: " ", name: "Run or pause", run: goOrPause },
    { key: "Escape", name: "Stop", run: series.stop, when: series.active },
    { key: "ArrowLeft", name: "Trial before, or picked stimulus earlier", run: (event) => (picked() === undefined ? series.look(series.place() - 1) : move(-stepOf(event))) },
    { key: "ArrowRight", name: "Trial after, or picked stimulus later", run: (event) => (picked() === undefined ? series.look(series.place() + 1) : move(stepOf(event))) },
    { key: "e", name: "Pick the next stimulus; then ← → move it by 1 ms, with Shift by 10", run: () => setPicked((now) => {
      const count = series.protocol()?.stimuli[stimulus()]?.length ?? 0;
      return now === undefined ? 0 : now + 1 < count ? now + 1 : undefined;
    }) },
    { key: "t", name: "Truth over what was measured", run: toggleTruth },
    { key: "x", name: "Choose an experiment", run: () => setPicking(!picking()) },
    ...[0, 1].map((at) => ({ key: String(at + 1), name: `Region ${at + 1}: pick it to move its edges`, run: () => pickRegion(at), when: () => (series.trial()?.recording.regions?.length ?? 0) > at })),
    { key: "[", name: "Zoom time in", run: () => clock.zoom(0.7, clock.cursor()) },
    { key: "]", name: "Zoom time out", run: () => clock.zoom(1 / 0.7, clock.cursor()) },
    { key: "0", name: "Show all of the time", run: clock.showAll },
    { key: "p", name: "Unpin the cursor", run: clock.unpin, when: () => clock.pinned() !== undefined },
    { key: "m", name: "Trial, all, mean", run: () => setWhat(what() === "Trial" ? "All" : what() === "All" ? "Mean" : "Trial") },
    { key: "b", name: "Open in the bench", run: openInBench, when: () => series.fresh() > 0 },
    { name: "Download the protocol file", when: series.written, run: () => download(protocolFile(), series.text(), "application/yaml") },
    { name: "Start from a blank experiment", run: blank },
    // After "Stop", so that what is open closes first, wherever the focus has gone.
    { key: "Escape", name: "Close the picker, the table or the sheet", run: close, when: () => picking() || drawer() || sheet() !== undefined || sides.open() !== undefined },
  ]);

  const words = (): string => (series.protocol()?.about ?? "").replace(/^Figure \d\w?( to \w)?\. /u, "");
  return (
    <>
      <Tools>
        <SideButtons sides={sides} set="Set" read="Read" />
        <Toggle tone="truth" key="t" on={series.truth()} onChange={toggleTruth}>Truth</Toggle>
        <span class="dim roomy-only">Seed {series.protocol()?.seed ?? "…"}</span>
      </Tools>
      <main class="columns sides" data-open={sides.open()}>
        <aside class="set" id="set" tabindex="-1" aria-label="Set the experiment">
          <Show when={series.protocol()}>{(protocol) => (
            <>
              <Where series={series} protocol={protocol()} />
              <BathSection series={series} protocol={protocol()} />
              <StimulusSection series={series} protocol={protocol()} />
              <ElectrodeSection series={series} protocol={protocol()} />
              <MicroscopeSection series={series} protocol={protocol()} />
              <RunSection series={series} protocol={protocol()} onParameters={() => setDrawer(true)} outside={outside()} />
            </>
          )}</Show>
        </aside>
        <section class="see" aria-label="See">
          <PrintedRecording recording={series.recording()} running={series.active()} />
          <div class="experiment">
            <div class="title">
              <button type="button" class="pick" aria-haspopup="listbox" aria-expanded={picking()} onClick={() => setPicking(!picking())}>
                {experiment()?.figure ?? "Blank"}<svg width="9" height="6" style={{ "vertical-align": "2px", "margin-left": "5px" }} aria-hidden="true"><path d="M1 1l3.5 3.5L8 1" fill="none" stroke="currentColor" stroke-width="1.5" /></svg>
              </button>
              <h1>{experiment()?.question ?? series.protocol()?.name ?? "Your experiment"}</h1>
              <Show when={series.told()} fallback={<p class="wide-only about" title={words()}>{words()}</p>}>{(told) => <p role="status">{told()}</p>}</Show>
            </div>
            <RunState />
            <span class="wide-only run">
              <Chip key=" " onClick={goOrPause} kind={series.active() ? undefined : "primary"}>{series.active() ? "Pause" : series.status() === "done" ? "Run again" : "Run"}</Chip>
              <Chip kind="quiet" key="Escape" disabled={!series.active()} onClick={series.stop}>Stop</Chip>
            </span>
            <Show when={picking()}><Picker about={words()} current={experiment()?.name ?? ""} onPick={(name) => { setPicking(false); setStock(""); say({ ...ANEW, experiment: name }); }} onBlank={() => { setPicking(false); blank(); }} /></Show>
          </div>
          <div class="progress" classList={{ live: series.active() }} aria-hidden="true"><b style={{ width: `${(100 * series.seen()) / Math.max(1, series.plans().length)}%` }} /></div>
          <Show when={series.failure()}>{(failure) => (
            <div class="said">
              <Message kind="failure" what={series.status() === "failed" ? "This experiment cannot be run" : failure().kind === "fault" ? `The run stopped at trial ${series.fresh() + 1}` : "The change was not taken"} where={failure().message}>
                <Show when={series.status() === "failed"} fallback={<>
                  <Show when={failure().kind === "fault" && series.count() > 0}><Chip onClick={series.go}>Go on from trial {series.fresh() + 1}</Chip></Show>
                  <Chip onClick={series.forgive}>Close</Chip>
                </>}>
                  <Chip onClick={() => say(ANEW)}>Back to the paper’s own</Chip>
                </Show>
              </Message>
            </div>
          )}</Show>
          <Show when={strange()}>{(found) => (
            <div class="said"><Message kind="caution" what={found().what} where={found().where}><Chip onClick={() => setStrange(undefined)}>Close</Chip></Message></div>
          )}</Show>
          <ThreeNumbers />
          <div class="stack-space">
            <Show when={series.protocol()?.imaging.kind === "line scan" || series.trial()?.recording.images.length === 0} 
              fallback={<Show when={series.trial()} fallback={<p class="section dim">The pictures are being taken …</p>}>{(trial) => <Pictures images={trial().recording.images} />}</Show>}>
              <RigStack series={series} reading={reading} clock={clock} what={what()} onStimulus={changeStimulus} picked={picked()} onPick={setPicked} region={region()} onRegion={pickRegion} />
            </Show>
          </div>
          <TrialStrip series={series} reading={reading} what={what()} onWhat={setWhat} />
        </section>
        <aside class="read" id="read" tabindex="-1" aria-label="Read">
          <ReadPanel series={series} reading={reading} />
          <section class="section" style={{ display: "flex", gap: "8px", "flex-wrap": "wrap" }}>
            <Chip kind="primary" disabled={series.fresh() === 0} onClick={openInBench}>Open in Bench</Chip>
            <input ref={chooser} type="file" hidden multiple accept=".yaml,.yml,.json,.swc,.txt,.mechanism" aria-label="Protocol file to open"
              onChange={(event) => { void openFiles([...(event.currentTarget.files ?? [])].map((file) => ({ path: file.name, size: file.size, file }))); event.currentTarget.value = ""; }} />
            <Chip key="o" onClick={() => chooser?.click()}>Open a protocol</Chip>
            <Chip disabled={!series.written()} onClick={() => download(protocolFile(), series.text(), "application/yaml")}>Protocol file</Chip>
          </section>
        </aside>
      </main>
      <Show when={drawer() ? series.protocol() : undefined}>{(protocol) => (
        <ParameterTable protocol={protocol()} onChange={(one) => series.change([one])} onClose={() => setDrawer(false)} />
      )}</Show>
      <Show when={mechanismEdited() ? series.protocol() : undefined}>{(protocol) => <MechanismEditor series={series} protocol={protocol()} />}</Show>
      <nav class="dock phone-only" aria-label="Controls">
        <button type="button" aria-label={series.active() ? "Pause" : "Run"} onClick={goOrPause}>
          <svg width="22" height="22" aria-hidden="true"><path d={series.active() ? "M6 4v14M16 4v14" : "M6 4l12 7-12 7z"} stroke="var(--ink)" fill={series.active() ? "none" : "var(--ink)"} stroke-width={series.active() ? 4 : 1} /></svg>
        </button>
        <For each={["Bath", "Electrode", "Scope", "Spine"] as const}>{(name) => (
          <button type="button" aria-expanded={sheet() === name} onClick={() => setSheet(sheet() === name ? undefined : name)}><b>{name}</b>{dockWords(name)}</button>
        )}</For>
      </nav>
      <Show when={sheet() !== undefined ? series.protocol() : undefined}>{(protocol) => (
        <div class="drawer phone-only" role="dialog" aria-label={sheet()}>
          <Switch>
            <Match when={sheet() === "Bath"}><BathSection series={series} protocol={protocol()} /></Match>
            <Match when={sheet() === "Electrode"}><StimulusSection series={series} protocol={protocol()} /><ElectrodeSection series={series} protocol={protocol()} /></Match>
            <Match when={sheet() === "Scope"}><MicroscopeSection series={series} protocol={protocol()} /></Match>
            <Match when={sheet() === "Spine"}><Where series={series} protocol={protocol()} /><RunSection series={series} protocol={protocol()} onParameters={() => setDrawer(true)} outside={outside()} /></Match>
          </Switch>
        </div>
      )}</Show>
    </>
  );

  function setWhat(next: Show_): void {
    say({ show: next === "Trial" ? "" : next.toLowerCase() });
  }

  /** A protocol of one's own runs, and stands in the address like any other; recordings go to the bench. */
  async function openFiles(files: readonly DroppedFile[]): Promise<void> {
    if (files.length === 0) return;
    const dropped = await sortedDrop(files);
    setStrange(undefined);
    if (dropped.kind === "neither") { refuse(dropped); return; }
    if (dropped.kind === "recording") {
      const { session } = await import("../bench/session.js");
      goTo("bench");
      speak(`The bench opens ${dropped.name}.`);
      return session.add(files);
    }
    if (dropped.kind === "mechanism") { editText(dropped.name, dropped.text); return; }
    if (dropped.kind === "traced cells") {
      const [protocol, [name = ""]] = [series.protocol(), Object.keys(dropped.traced)];
      if (protocol && Object.hasOwn(dropped.traced, tracedFile(protocol) ?? "")) return openOwn({ protocol }, dropped.traced);
      refuse({ what: `${name} is a traced cell`, where: "Drop it together with the protocol file that names it." });
      return;
    }
    return openOwn({ text: dropped.text, file: dropped.name, beside: dropped.beside }, dropped.traced);
  }

  function refuse(what: { readonly what: string; readonly where: string }): void {
    setStrange(what);
    speak(`${what.what}. ${what.where}`);
  }

  async function openOwn(source: Source, traced: TracedCells): Promise<void> {
    const before = stock();
    setStock("");
    const complaint = await series.open(source, { keeps: series.count() > 0, traced });
    if (complaint !== undefined) {
      setStock(before);
      return;
    }
    const packed = pack(series.text());
    isOwn(packed);
    say({ ...ANEW, experiment: "blank", protocol: packed });
    setStock(NONE);
  }

  function openInBench(): void {
    const recording = series.recording();
    if (!recording) return;
    setLastRun(recording, series.text());
    const { baseline = "", regions = [] } = requestOf(asked(), recording.regions ?? []);
    goTo("bench", { from: "rig", baseline, regions: regions.join("|") });
  }

  function close(): void {
    setPicking(false);
    setDrawer(false);
    setSheet(undefined);
    sides.close();
  }

  function blank(): void {
    say({ ...ANEW, experiment: "blank" });
  }
}

function dockWords(name: "Bath" | "Electrode" | "Scope" | "Spine"): string {
  const protocol = series.protocol();
  if (!protocol) return "";
  if (name === "Bath") return series.plans()[series.place()]?.bath.drugs.map((drug) => drug.name).join(", ") || "no drugs";
  if (name === "Electrode") return withMinus(`${series.plans()[series.place()]?.holding ?? ""} mV`);
  if (name === "Scope") return protocol.imaging.power;
  return protocol.spines[0]?.distance ?? "";
}

/** On a phone the values of the rows stand above the stack. */
function ThreeNumbers(): JSX.Element {
  const row = (): ReturnType<typeof reading.rowOf> => reading.rowOf(series.place());
  const measurement = (): ReturnType<typeof reading.measurementOf> => reading.measurementOf(series.place());
  const unit = (): string => measurement()?.soma?.unit ?? "";
  /** Where the soma is driven, too, what the electrode read is no synapse's. */
  const alone = (): boolean => synapticAlone(series.protocol()?.stimuli[series.plans()[series.place()]?.stimulus ?? ""] ?? []);
  const headline = (): Headline | undefined => reading.settled()?.headlines[0];
  const estimated = (answer: Answer): Estimate | undefined => (isRefusal(answer) ? undefined : answer);
  return (
    <div class="three phone-only" classList={{ stale: reading.stale() }}>
      <div classList={{ stale: reading.settling() }}>
        <span class="unit one-line"><Show when={headline()?.successes} fallback={withMinus(headline()?.name ?? "Result")}>p<sub>Ca</sub></Show></span>
        <Show when={headline() && estimated((headline() as Headline).answer)} fallback={<><b>–</b><span class="interval">{headline() ? "no number yet" : "not measured yet"}</span></>}>{(found) => <><b>{decimal(found().value, digitsFor(found()))}</b><span class="interval">{intervalText(found(), digitsFor(found()))}</span></>}</Show>
      </div>
      <div><span class="unit">Spine ΔF/F</span><b class="tone-spine">{row()?.amplitude === undefined ? "–" : `${decimal(row()?.amplitude ?? 0, 0)} %`}</b><span class="interval">{row()?.amplitude === undefined ? "" : `± ${decimal(row()?.standardError ?? 0, 0)}, ${row()?.call ?? ""}`}</span></div>
      <div><span class="unit">{alone() ? synapticWord(series.protocol()) : "Soma"}</span><b>{row()?.soma === undefined || !alone() ? "–" : `${decimal(row()?.soma ?? 0, 1)} ${unit()}`}</b><span class="interval">{alone() ? row()?.somaCall ?? "" : "driven itself"}</span></div>
    </div>
  );
}

function RunState(): JSX.Element {
  return (
    <Switch>
      <Match when={series.status() === "building" && series.seen() === 0}><span class="laser">Building the cell</span></Match>
      <Match when={series.active()}><span class="laser"><i />Laser on, trial <b>{series.place() + 1}</b> of {series.plans().length}</span></Match>
      <Match when={series.status() === "paused" || series.status() === "stopped"}><span class="laser">Stopped, {series.seen()} of {series.plans().length} trials</span></Match>
      <Match when={series.status() === "done"}><span class="laser">{series.fresh()} of {series.plans().length} trials</span></Match>
    </Switch>
  );
}

function Picker(props: { readonly about: string; readonly current: string; readonly onPick: (name: string) => void; readonly onBlank: () => void }): JSX.Element {
  let element: HTMLDivElement | undefined;
  onMount(() => (element?.querySelector("[aria-selected=true]") as HTMLElement | null)?.focus());
  const keys = (event: KeyboardEvent): void => {
    const all = [...(element?.querySelectorAll("button") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    if (event.key === "ArrowDown") all[Math.min(all.length - 1, at + 1)]?.focus();
    else if (event.key === "ArrowUp") all[Math.max(0, at - 1)]?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <div class="picker">
      <Show when={props.about !== ""}><p class="about-whole">{props.about}</p></Show>
      <div role="listbox" aria-label="Experiments" ref={element} onKeyDown={keys}>
      <For each={paperProtocols}>{({ name, figure, question }) => (
        <button type="button" role="option" aria-selected={name === props.current} onClick={() => props.onPick(name)}><b>{figure}</b><span>{question}</span></button>
      )}</For>
      <button type="button" role="option" aria-selected={props.current === ""} onClick={props.onBlank}><b>Blank</b><span>Start from an experiment of your own</span></button>
      </div>
    </div>
  );
}
