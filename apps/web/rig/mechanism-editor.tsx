/** The text of a mechanism: typed or opened, checked as one types, placed, put into the cell. */
import { createEffect, createResource, createSignal, For, on, onCleanup, onMount, Show, type JSX } from "solid-js";
import type { Protocol, WrittenMechanism } from "radiatum/protocol";
import { Chip, Choice, Message } from "../controls/controls.js";
import { withMinus } from "../controls/page-words.js";
import type { MechanismRead, MechanismWrong } from "../lab/mechanism-services.js";
import { rig, scope } from "../lab/threads.js";
import { LARGEST_TEXT } from "./dropped.js";
import { STARTERS } from "./mechanism-texts.js";
import type { Series } from "./series.js";

interface Draft {
  /** Of the mechanism whose text it is; undefined: it is a new one. */
  readonly of: string | undefined;
  readonly name: string;
  readonly text: string;
  readonly in: readonly string[];
}

const FIRST = STARTERS["A potassium channel"] as (typeof STARTERS)[string];
/** What is being written outlasts the dialog, so that nothing is lost when it is closed. */
const [draft, setDraft] = createSignal<Draft>({ of: undefined, ...FIRST });
const [edited, setEdited] = createSignal(false);
export const mechanismEdited = edited;

export function editNew(): void {
  if (draft().of !== undefined) setDraft({ of: undefined, ...FIRST });
  setEdited(true);
}

export function editWritten({ name, text, in: places }: WrittenMechanism): void {
  if (draft().of !== name) setDraft({ of: name, name, text, in: places });
  setEdited(true);
}

/** Opens the text of a file, to be looked at and put into the cell under the file's name. */
export function editText(file: string, text: string): void {
  const name = file.replace(/\..*$/u, "").replace(/[-_ ]+(\w)/gu, (_, letter: string) => letter.toUpperCase()).replace(/\W/gu, "");
  setDraft({ of: undefined, name: name === "" ? "own" : name, text: text.replace(/\r\n?/gu, "\n"), in: ["everywhere"] });
  setEdited(true);
}

/** Of a file that is no mechanism by its size, as much as it takes to be told so. */
async function editFile(file: File | undefined): Promise<void> {
  if (file) editText(file.name, await file.slice(0, LARGEST_TEXT).text());
}

/** ms after the last letter until the text is read. */
const STILL = 150;

export function MechanismEditor(props: { readonly series: Series; readonly protocol: Protocol }): JSX.Element {
  const [settled, setSettled] = createSignal(draft());
  const [answer] = createResource(settled, ({ name, text }) => scope.call("mechanism", { name, text }));
  const [places] = createResource(() => rig.call("catalogue", undefined).then((known) => known.places));
  const [complaint, setComplaint] = createSignal<string>();
  const change = (part: Partial<Draft>): void => {
    setComplaint(undefined);
    setDraft((now) => ({ ...now, ...part }));
  };
  createEffect(on(draft, (now) => {
    const timer = setTimeout(() => setSettled(now), STILL);
    onCleanup(() => { clearTimeout(timer); });
  }));
  const wrong = (): MechanismWrong | undefined => (answer.latest && "sentence" in answer.latest ? answer.latest : undefined);
  const right = (): MechanismRead | undefined => (answer.latest && "parameters" in answer.latest ? answer.latest : undefined);
  const read = (): boolean => !answer.loading && settled() === draft();
  const put = async (): Promise<void> => {
    const { of, name, text, in: within } = draft();
    const known = new Set(right()?.parameters.map((one) => one.name));
    const { mechanisms } = props.protocol;
    const before = mechanisms.find((one) => one.name === of);
    const values = Object.fromEntries(Object.entries(before?.with ?? {}).filter(([parameter]) => known.has(parameter)));
    const made: WrittenMechanism = { name, text, in: within, with: values };
    const next = before ? mechanisms.map((one) => (one === before ? made : one)) : [...mechanisms, made];
    const why = await props.series.change({ values: { ...props.protocol, mechanisms: next } });
    setComplaint(why);
    if (why !== undefined) return;
    setDraft({ of: undefined, ...FIRST });
    setEdited(false);
  };
  const toggle = (place: string): void => {
    const now = draft().in;
    const next = now.includes(place) ? now.filter((one) => one !== place) : place === "everywhere" ? [place] : [...now.filter((one) => one !== "everywhere"), place];
    change({ in: next.length === 0 ? ["everywhere"] : next });
  };
  let area: HTMLTextAreaElement | undefined;
  let chooser: HTMLInputElement | undefined;
  onMount(() => {
    const before = document.activeElement;
    area?.focus();
    onCleanup(() => { if (before instanceof HTMLElement) before.focus(); });
  });
  const keys = (event: KeyboardEvent): void => {
    event.stopPropagation(); // letters of a text are no commands
    if (event.key === "Escape") setEdited(false);
  };
  return (
    <div class="drawer mechanism-editor" role="dialog" aria-label="Mechanism as text" onKeyDown={keys}>
      <section class="section">
        <header><h2>Mechanism as text</h2><span class="unit">read and checked, never run as code</span><Chip onClick={() => setEdited(false)}>Close</Chip></header>
        <div class="mechanism-name">
          <label class="label" for="mechanism-name">Name</label>
          <span class="field"><input id="mechanism-name" type="text" autocomplete="off" spellcheck={false} value={draft().name} onInput={(event) => change({ name: event.currentTarget.value.trim() })} /></span>
          <Choice label="Begin from" value="" options={[{ value: "", text: "Begin from …" }, ...Object.keys(STARTERS).map((name) => ({ value: name, text: name }))]}
            onChange={(name) => { const one = STARTERS[name]; if (one) change(one); }} />
          <input ref={chooser} type="file" hidden accept=".txt,.mechanism,.md,text/plain" aria-label="File with a mechanism"
            onChange={(event) => { void editFile(event.currentTarget.files?.[0]); event.currentTarget.value = ""; }} />
          <Chip onClick={() => chooser?.click()}>Open a file</Chip>
        </div>
        <div class="mechanism-places" role="group" aria-label="Where it sits">
          <For each={places.latest ?? []}>{({ name, about }) => (
            <button type="button" class="chip" aria-pressed={draft().in.includes(name)} title={about} onClick={() => toggle(name)}>{name}</button>
          )}</For>
        </div>
      </section>
      <textarea ref={area} class="mono" aria-label="Text of the mechanism" aria-invalid={wrong() !== undefined} aria-describedby="mechanism-said"
        spellcheck={false} autocomplete="off" autocapitalize="off" wrap="off" rows={22}
        value={draft().text} onInput={(event) => change({ text: event.currentTarget.value })} />
      <section class="section" id="mechanism-said" aria-live="polite">
        <Show when={complaint()}>{(why) => <Message kind="failure" what="The cell can’t have it" where={<Said text={why()} />} />}</Show>
        <Show when={wrong()} fallback={<Show when={right()}>{(found) => <Summary read={found()} />}</Show>}>{(found) => (
          <Message kind="caution" what="Not yet right; nothing has changed" where={<Said text={`${found().sentence}\n${found().excerpt}`} />} />
        )}</Show>
        <p class="actions">
          <Chip kind="primary" disabled={!read() || right() === undefined} onClick={() => void put()}>{draft().of === undefined ? "Put it into the cell" : "Put this text in its place"}</Chip>
        </p>
      </section>
    </div>
  );
}

/** A sentence, and beneath it the line with its caret. */
function Said(props: { readonly text: string }): JSX.Element {
  const sentence = (): string => props.text.split("\n")[0] ?? "";
  const excerpt = (): string => props.text.split("\n").slice(1).join("\n").trimEnd();
  return <>{withMinus(sentence())}<Show when={excerpt() !== ""}><pre class="mono">{excerpt()}</pre></Show></>;
}

function Summary(props: { readonly read: MechanismRead }): JSX.Element {
  return (
    <>
      <p class="note">It is {props.read.placed}{props.read.reads.length > 0 ? `, reads ${props.read.reads.join(" and ")}` : ""}{props.read.states.length > 0 ? `, moves ${props.read.states.join(", ")}` : ""}.</p>
      <table class="mechanism-table">
        <tbody><For each={props.read.parameters}>{({ name, value, bounds, source, filled }) => (
          <tr><th scope="row">{name}</th><td>{filled ? "from the rig" : withMinus(value)}</td><td class="unit">{bounds ? withMinus(`${bounds.from} to ${bounds.to}`) : ""}</td><td class="unit">{source}</td></tr>
        )}</For></tbody>
      </table>
    </>
  );
}
