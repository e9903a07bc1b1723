/** What was opened and how it is measured: files, line timing, regions, electrode, what was done. */
import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import { describeIssue, parseQuantity, RigError, type Issue, type LineScan } from "radiatum";
import { Chip, Choice, Field, Key, Message } from "../controls/controls.js";
import { inPage } from "../controls/page-words.js";
import { decimal } from "../controls/number.js";
import { keyText } from "../shell/commands.js";
import { asking, without } from "./choices.js";
import { scanOf } from "./places.js";
import { Regions } from "./region-settings.js";
import { session } from "./session.js";
import { hasElectrode, type Source } from "./sources.js";

const { recording, choices, measurement, change } = session;
const scan = (): LineScan | undefined => scanOf(recording(), measurement(), choices());

export function SetColumn(props: { readonly onOpen: () => void }): JSX.Element {
  return (
    <aside class="set" aria-label="Recording and choices"><Settings onOpen={props.onOpen} /></aside>
  );
}

/** The same where there is no column for it. */
export function Settings(props: { readonly onOpen: () => void }): JSX.Element {
  return (
    <>
      <Files onOpen={props.onOpen} />
      <Show when={scan()}><Timing /><Regions /></Show>
      <Show when={recording()}><Electrode /></Show>
      <History />
    </>
  );
}

export function Files(props: { readonly onOpen: () => void }): JSX.Element {
  const issues = createMemo(() => (recording()?.issues ?? []).filter(({ severity }) => severity !== "note"));
  const notes = createMemo(() => (recording()?.issues ?? []).filter(({ severity }) => severity === "note"));
  return (
    <section class="section">
      <header><h2>Recording</h2><span><button type="button" class="linklike" onClick={() => props.onOpen()}>Open other</button> <Key name="o" /></span></header>
      <div class="files">
        <For each={session.sources()}>{(source) => (
          <>
            <button type="button" class="file" aria-pressed={session.current()?.id === source.id} onClick={() => { if (session.current()?.id !== source.id) session.select(source.id); }}>
              <Sign of={source.kind === "Prairie folder" ? "folder" : hasElectrode(source) && source.kind !== "CSV" ? "trace" : "image"} />
              <span class="name">{source.name}</span><span class="unit">{source.kind === "Prairie folder" ? "folder" : source.kind === "the rig's run" ? "virtual" : source.kind}</span>
            </button>
            <Show when={session.current()?.id === source.id}><Within /></Show>
          </>
        )}</For>
      </div>
      <Show when={issues().length > 0}><Issues issues={issues()} /></Show>
      <Show when={notes().length > 0}>
        <details class="notes"><summary>{notes().length === 1 ? "1 assumption" : `${notes().length} assumptions`}</summary>
          <ul><For each={notes()}>{(issue) => <li>{inPage(describeIssue(issue))}</li>}</For></ul></details>
      </Show>
      <p class="note small">{recording()?.formatDetail === undefined ? "" : `${recording()?.formatDetail}. `}Read in this tab. Nothing leaves the machine.</p>
      <Show when={session.note()}>{(note) => <Message kind="information" what={inPage(note())} />}</Show>
    </section>
  );
}

/** What the open recording is made of, beneath its name. */
function Within(): JSX.Element {
  const scans = (): readonly LineScan[] => recording()?.lineScans ?? [];
  const sweeps = (): { readonly name: string; readonly count: number; readonly rate: string }[] => {
    const names = new Map<string, { count: number; period: number }>();
    for (const { channel, samplePeriod } of recording()?.sweeps ?? []) names.set(channel, { count: (names.get(channel)?.count ?? 0) + 1, period: samplePeriod });
    return [...names].map(([name, { count, period }]) => ({ name, count, rate: `${decimal(1 / period, 1 / period < 10 ? 1 : 0)} kHz` }));
  };
  return (
    <div class="within">
      <For each={scans()}>{(one, k) => {
        const words = (): JSX.Element => (
          <>
            <Sign of="image" /><span class="name">{one.channels.map(({ name }) => name).join(", ")}, {one.trials.length} {one.trials.length === 1 ? "trial" : "trials"}</span>
            <span class="unit">{one.bits === undefined ? `${one.pixelsPerLine} px` : `${one.bits}-bit`}</span>
          </>
        );
        return (
          <Show when={scans().length > 1} fallback={<div class="file">{words()}</div>}>
            <button type="button" class="file" aria-pressed={scan() === one} onClick={() => change(`Line scan ${k() + 1} chosen`, asking(choices(), { scan: k() }))}>{words()}</button>
          </Show>
        );
      }}</For>
      <For each={sweeps()}>{({ name, count, rate }) => (
        <div class="file"><Sign of="trace" /><span class="name">{name}, {count}</span><span class="unit">{rate}</span></div>
      )}</For>
      <For each={recording()?.images ?? []}>{({ name, width, height }) => (
        <div class="file"><Sign of="image" /><span class="name" title={name}>{name.replace(recording()?.name ?? " ", "").replace(/^[-_ ]+/, "") || name}</span><span class="unit">{width} × {height}</span></div>
      )}</For>
    </div>
  );
}

function Issues(props: { readonly issues: readonly Issue[] }): JSX.Element {
  const [all, setAll] = createSignal(false);
  return (
    <>
      <For each={all() ? props.issues : props.issues.slice(0, 3)}>{(issue) => {
        const text = (): string => { const name = recording()?.name ?? " "; return inPage(describeIssue(issue)).replaceAll(`${name}/`, "").replaceAll(`${name}_`, "").replaceAll(`${name}-`, ""); };
        const counts = (): boolean => issue.trial !== undefined && session.rows().some((row) => row.trial === issue.trial && row.included);
        return (
          <div class="issue"><Sign of="warning" />
            <p>{text()}
              <Show when={counts()}> <button type="button" class="linklike" onClick={() => session.leave(issue.trial ?? 0, "damaged file")}>Leave trial {(issue.trial ?? 0) + 1} out</button></Show>
            </p></div>
        );
      }}</For>
      <Show when={props.issues.length > 3 && !all()}><button type="button" class="linklike" onClick={() => setAll(true)}>{props.issues.length - 3} more problems</button></Show>
    </>
  );
}

function Timing(): JSX.Element {
  const timing = (): LineScan["timing"] | undefined => scan()?.timing;
  const user = (): boolean => choices().linePeriod !== undefined;
  const options = createMemo(() => {
    const now = timing();
    if (!now) return [];
    const file = now.source === "user" || now.period === undefined ? [] : [{ period: now.period, source: now.source, note: "in use" }];
    const seen = new Set<string>();
    return [...file, ...now.alternatives].filter(({ period, source }) => {
      const key = `${period} ${source}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  });
  // What the file itself says is first among the alternatives once a person says otherwise.
  const own = (): number | undefined => (user() ? options()[0]?.period : timing()?.period);
  const use = (period: number | undefined, sentence: string): void => {
    const rest = without(choices(), "linePeriod");
    change(sentence, period === undefined ? rest : { ...rest, linePeriod: period });
  };
  const taken = (typed: string): string | undefined => {
    try {
      const period = parseQuantity(typed, "time");
      if (!(period > 0)) return "A line takes more than 0 ms.";
      use(period, `Line period set to ${decimal(period, 4)} ms`);
      return undefined;
    } catch (error) {
      return error instanceof RigError ? error.message : "This is no time; write 2 ms.";
    }
  };
  const isListed = (): boolean => options().some(({ period }) => period === timing()?.period);
  return (
    <section class="section">
      <header><h2>Line timing</h2><span class="unit">{timing()?.period === undefined ? "no source" : user() ? "from you" : "from the file"}</span></header>
      <Show when={timing()?.period} fallback={
        <Message kind="information" what="The file says nothing about line timing" where="The axis counts lines until you give a period; times are refused. Lab notebooks often hold it as “ms/line” or a scan rate.">
          <span class="ask"><span class="dim">A line takes</span><Field label="A line takes" value="" unit="ms" onChange={taken} /></span>
        </Message>
      }>{(period) => (
        <>
          <p><span class="file-value">{decimal(period(), 4)}</span> <span class="unit">ms a line, {Math.max(0, ...(scan()?.trials ?? []).map(({ lines }) => lines))} lines</span></p>
          <div role="radiogroup" aria-label="Line period">
            <For each={options()}>{(option) => (
              <button type="button" role="radio" class="option" aria-checked={timing()?.period === option.period} title={option.note}
                onClick={() => use(option.period === own() ? undefined : option.period, `Line period ${decimal(option.period, 4)} ms chosen`)}>
                <i /><b>{decimal(option.period, 4)}</b><span title={option.source}>{shortSource(option.source)}</span>
              </button>
            )}</For>
            <div class="option yours" classList={{ chosen: user() && !isListed() }}>
              <i aria-hidden="true" /><Field label="Line period of yours" value={user() && !isListed() ? String(period()) : ""} unit="ms" onChange={taken} /><span>yours, type a value</span>
            </div>
          </div>
          <Show when={timing()?.check}>{(check) => <p class="why">Checked. {check()}</p>}</Show>
          <For each={timing()?.contradictions ?? []}>{(sentence) => <p class="why caution">{sentence}</p>}</For>
          <Show when={timing()?.check === undefined && timing()?.contradictions.length === 0}><p class="note small">No light of the stimulus crosses these lines, so nothing in the picture checks this value.</p></Show>
        </>
      )}</Show>
    </section>
  );
}

/** "Frame scanLinePeriod": the file's name goes where it is the recording's own. */
function shortSource(source: string): string {
  const [file = "", ...rest] = source.split(", ");
  if (rest.length === 0 || !file.startsWith(recording()?.name ?? " ")) return source;
  return `${rest.join(", ")}${file.endsWith(".xml") ? "" : `, in ${file.slice(file.lastIndexOf("."))}`}`;
}

function Electrode(): JSX.Element {
  const files = (): readonly Source[] => session.sources().filter((source) => hasElectrode(source) && source.id !== session.current()?.id && source.kind !== "CSV");
  const tables = (): readonly Source[] => session.sources().filter(({ kind, id }) => kind === "CSV" && id !== session.current()?.id);
  const join = (id: string): void => {
    const rest = without(choices(), "ephys");
    change(id === "" ? "Electrode's file taken off" : `Electrode of ${id} joined`, id === "" ? { ...rest, ephysOffset: 0 } : { ...rest, ephys: id });
  };
  const tabled = (id: string): void => {
    const rest = without(choices(), "table");
    change(id === "" ? "Trial table taken off" : `Trial table ${id} taken in`, id === "" ? rest : { ...rest, table: id });
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
        <header><h2>Joined files</h2></header>
        <div class="setting-list">
          <Show when={files().length > 0}>
            <span class="dim">Electrode</span><Choice label="Electrode's file" value={choices().ephys ?? ""} onChange={join} options={[{ value: "", text: "none joined" }, ...files().map(({ id, name }) => ({ value: id, text: name }))]} />
            <Show when={choices().ephys !== undefined}><span class="dim">Clock offset</span><Field label="Added to the electrode's clock" value={`${choices().ephysOffset} ms`} unit="ms" onChange={offset} /></Show>
          </Show>
          <Show when={tables().length > 0}>
            <span class="dim">Trial table</span><Choice label="Trial table" value={choices().table ?? ""} onChange={tabled} options={[{ value: "", text: "none" }, ...tables().map(({ id, name }) => ({ value: id, text: name }))]} />
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
      <header><h2>History</h2><span><button type="button" class="linklike" disabled={session.steps().length < 2} onClick={session.undo}>Undo</button> <kbd class="wide-only" aria-hidden="true">{undoKey}</kbd></span></header>
      <ol class="history"><For each={[...session.steps()].reverse()}>{({ sentence }, k) => <li classList={{ faint: k() === session.steps().length - 1 }}>{sentence}</li>}</For></ol>
    </section>
  );
}

export function Sign(props: { readonly of: "folder" | "image" | "trace" | "warning" }): JSX.Element {
  return (
    <svg width="14" height="13" viewBox="0 0 14 13" fill="none" stroke={props.of === "warning" ? "var(--warn)" : "var(--ink-2)"} stroke-width="1.3" aria-hidden="true">
      {props.of === "folder" ? <path d="M1 2h4l1.5 1.5H13V11H1z" /> : props.of === "image" ? <><path d="M1 1h12v10H1z" /><path d="M1 4.5h12M1 7.5h12" /></>
        : props.of === "trace" ? <path d="M1 7h3l1.5-5L8 11l1.5-4H13" /> : <><path d="M7 1l6 11H1z" /><path d="M7 5v3.4M7 9.6v1.2" /></>}
    </svg>
  );
}
