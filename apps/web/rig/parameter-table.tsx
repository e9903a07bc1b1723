/** Every number of the model, with its bounds and where it comes from; each can be changed. */
import { createMemo, createResource, createSignal, For, onCleanup, onMount, Show, type JSX } from "solid-js";
import type { ParameterRow } from "radiatum/model";
import type { Protocol } from "radiatum/protocol";
import { Chip, Field } from "../controls/controls.js";
import { withMinus } from "../controls/page-words.js";
import { rig } from "../lab/threads.js";

export function ParameterTable(props: { readonly protocol: Protocol; readonly onChange: (change: string) => Promise<string | undefined>; readonly onClose: () => void }): JSX.Element {
  const [rows] = createResource(() => ({ parameters: props.protocol.parameters, set: props.protocol.set }), (protocol) => rig.call("parameters", { protocol }));
  const [words, setWords] = createSignal("");
  const byName = createMemo(() => new Map((rows.latest ?? []).map((row) => [row.name, row])));
  /** Names, not rows: a change makes every row anew, and the field in which it was typed must stay, with the focus. */
  const found = createMemo(() => [...byName().values()].filter(({ name, source }) => `${name} ${source}`.toLowerCase().includes(words().toLowerCase())).map(({ name }) => name));
  let element: HTMLDivElement | undefined;
  let search: HTMLInputElement | undefined;
  onMount(() => {
    const before = document.activeElement;
    search?.focus();
    onCleanup(() => { if (before instanceof HTMLElement) before.focus(); });
  });
  const keys = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      props.onClose();
    } else if (event.key === "Tab" && element) stayWithin(element, event);
  };
  return (
    <div class="drawer" role="dialog" aria-modal="true" aria-label="Parameters" ref={element} onKeyDown={keys}>
      <section class="section">
        <header><h2>Parameters</h2><span class="unit">{props.protocol.parameters}, {byName().size} values</span><Chip onClick={props.onClose}>Close</Chip></header>
        <span class="field"><input ref={search} type="search" aria-label="Words of a name or source" placeholder="nmda, Nimchinsky, …" value={words()} onInput={(event) => setWords(event.currentTarget.value)} /></span>
      </section>
      <For each={found()}>{(name) => (
        <Show when={byName().get(name)}>{(row) => <ParameterLine row={row()} onChange={(typed) => props.onChange(`${name}=${typed}`)} />}</Show>
      )}</For>
    </div>
  );
}

function ParameterLine(props: { readonly row: ParameterRow; readonly onChange: (typed: string) => Promise<string | undefined> }): JSX.Element {
  const unit = (): string => /^[-+−]?[\d.eE+-]+\s*(.*)$/u.exec(props.row.value)?.[1] ?? "";
  const bounds = (): string => withMinus(`${props.row.from} to ${props.row.to}`);
  return (
    <div class="section">
      <div class="row" style={{ "grid-template-columns": "minmax(0,1fr) 130px" }}>
        <span><b class="strong">{props.row.name}</b> <Show when={props.row.changed}><span class="unit">differs from the model’s own</span></Show></span>
        <Field label={props.row.name} value={props.row.value} unit={unit()} onChange={props.onChange} outside={props.row.outsideBounds ? `Bounds ${bounds()}. Runs are marked “outside bounds”.` : undefined} />
      </div>
      <p class="note small" style={{ "margin-top": 0 }}>{bounds()}; {props.row.source}</p>
    </div>
  );
}

/** A dialog that covers the page keeps the Tab key: after its last control comes its first. */
function stayWithin(dialog: HTMLElement, event: KeyboardEvent): void {
  const all = [...dialog.querySelectorAll<HTMLElement>("input,button:enabled")];
  const [from, to] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
  if (document.activeElement !== from) return;
  event.preventDefault();
  to?.focus();
}
