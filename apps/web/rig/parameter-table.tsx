/** Every number of the model, with its bounds and where it comes from; each can be changed. */
import { createMemo, createResource, createSignal, For, Show, type JSX } from "solid-js";
import type { Protocol } from "radiatum/protocol";
import { Chip, Field } from "../controls/controls.js";
import { withMinus } from "../controls/page-words.js";
import { rig } from "../lab/threads.js";

export function ParameterTable(props: { readonly protocol: Protocol; readonly onChange: (change: string) => Promise<string | undefined>; readonly onClose: () => void }): JSX.Element {
  const [rows] = createResource(() => ({ parameters: props.protocol.parameters, set: props.protocol.set }), (protocol) => rig.call("parameters", { protocol }));
  const [words, setWords] = createSignal("");
  const found = createMemo(() => (rows.latest ?? []).filter(({ name, source }) => `${name} ${source}`.toLowerCase().includes(words().toLowerCase())));
  return (
    <section class="drawer" role="dialog" aria-label="Parameters" onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); props.onClose(); } }}>
      <div class="section">
        <header><h2>Parameters</h2><span class="unit">{props.protocol.parameters}, {rows.latest?.length ?? 0} values</span><Chip onClick={props.onClose}>Close</Chip></header>
        <span class="field"><input type="search" aria-label="Words of a name or source" placeholder="nmda, Nimchinsky, …" value={words()} onInput={(event) => setWords(event.currentTarget.value)} /></span>
      </div>
      <For each={found()}>{(row) => {
        const unit = (): string => /^[-+−]?[\d.eE+-]+\s*(.*)$/u.exec(row.value)?.[1] ?? "";
        return (
          <div class="section">
            <div class="row" style={{ "grid-template-columns": "minmax(0,1fr) 130px" }}>
              <span><b class="strong">{row.name}</b> <Show when={row.changed}><span class="unit">differs from the model’s own</span></Show></span>
              <Field label={row.name} value={row.value} unit={unit()} onChange={(typed) => props.onChange(`${row.name}=${typed}`)} outside={row.outsideBounds ? `Bounds ${withMinus(`${row.from} to ${row.to}`)}. Runs are marked “outside bounds”.` : undefined} />
            </div>
            <p class="note small" style={{ "margin-top": 0 }}>{withMinus(`${row.from} to ${row.to}`)}; {row.source}</p>
          </div>
        );
      }}</For>
    </section>
  );
}
