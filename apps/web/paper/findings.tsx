/** The claims of one figure: what the paper says, ours against what counts, the verdict. */
import { For, Show, type JSX } from "solid-js";
import { isMeasured, quoteOf, rowDrawing, signOf, type OtherSet, type Row } from "radiatum/paper";
import { Key } from "../controls/controls.js";
import { say } from "../shell/address.js";
import { Drawn, nText, Printed, Quote, Sign, Value } from "./marks.js";
import type { Shown } from "./shown.js";

export function Findings(props: { readonly shown: Shown; readonly figure: number; readonly onOpen: (row: Row) => void; readonly onChosen: () => void }): JSX.Element {
  const rows = (): readonly Row[] => props.shown.rowsOf(props.figure);
  return (
    <section class="list" role="tabpanel" id="claims" aria-label={`Findings of figure ${props.figure}`}>
      <Legend shown={props.shown} />
      <For each={rows().map(({ id }) => id)}>{(id) => (
        <Show when={rows().find((row) => row.id === id)}>
          {(row) => (
            <Claim row={row()} shown={props.shown} chosen={props.shown.row()?.id === id} onOpen={() => props.onOpen(row())}
              onChoose={() => { say({ figure: String(props.figure), finding: id }); props.onChosen(); }} />
          )}
        </Show>
      )}</For>
      <footer class="wide-only">
        <span><Key name="↑" /> <Key name="↓" /> finding</span><span><Key name="←" /> <Key name="→" /> figure</span><span><Key name="Enter" /> open in the rig</span>
        <span class="last">Acceptance ranges were written before the model and are never edited.</span>
      </footer>
    </section>
  );
}

const otherSets = (shown: Shown, id: string): OtherSet[] => shown.beside(id).flatMap(({ row, mark }) =>
  (mark ? [{ mark, ...(row.value !== undefined && { value: row.value }) }] : []));

function Claim(props: {
  readonly row: Row; readonly shown: Shown; readonly chosen: boolean; readonly onChoose: () => void; readonly onOpen: () => void;
}): JSX.Element {
  const drawing = (): ReturnType<typeof rowDrawing> => {
    const { row } = props;
    const others = otherSets(props.shown, row.id);
    // Nothing beside it, or the same again, is no comparison.
    const compares = row.finding.range !== undefined || row.truth !== undefined || others.some(({ value }) => value !== row.value);
    return compares ? rowDrawing(row, others) : undefined;
  };
  const protocol = (): string => props.shown.protocolOf(props.row.id) ?? (props.row.finding.role === "setting" ? "all protocols" : "other rows");
  let button: HTMLButtonElement | undefined;
  return (
    <button type="button" class="claim" ref={button} aria-pressed={props.chosen} data-finding={props.row.id} onClick={() => props.onChoose()}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        props.onOpen();
      }}>
      <span class="id unit">{props.row.id}</span>
      <span class="says">
        <Show when={quoteOf(props.row.id)} fallback={<><span class="unquoted"><Printed>{props.row.finding.about}</Printed></span><span class="about">{props.row.finding.where}; {protocol()}</span></>}>
          <Quote id={props.row.id} />
          <span class="about"><Printed>{props.row.finding.about}</Printed>; {props.row.finding.where}; {protocol()}</span>
        </Show>
      </span>
      <span class="plot">
        <Show when={drawing()} fallback={<span class="unit">paper: <Printed>{props.row.finding.paper}</Printed></span>}>{(found) => <Drawn drawing={found()} />}</Show>
      </span>
      <span class="verdict">
        <Sign of={signOf(props.row)} />
        <span>
          <b>{signOf(props.row)}</b>
          <Show when={isMeasured(props.row)}><span class="value"><Value row={props.row} /></span></Show>
          <span class="unit">{nText(props.row)}<Show when={props.shown.isFresh(props.row.id)}>{nText(props.row) === "" ? "" : ", "}<b class="fresh">fresh</b></Show></span>
        </span>
      </span>
    </button>
  );
}

function Legend(props: { readonly shown: Shown }): JSX.Element {
  const marked = (): readonly { readonly name: string; readonly path: string }[] => {
    const [first] = props.shown.rows();
    return (first ? props.shown.beside(first.id) : []).flatMap(({ name, mark }) =>
      (mark ? [{ name, path: mark === "diamond" ? "M1 5l4-4 4 4-4 4z" : "M1 9h8L5 1z" }] : []));
  };
  return (
    <div class="legend">
      <span class="wide-only" /><span class="wide-only">The paper says</span>
      <span class="keys">
        <span><svg width="18" height="9" aria-hidden="true"><path d="M0 4.5h18" stroke="var(--ink)" stroke-width="2" /><circle cx="9" cy="4.5" r="4" fill="var(--ink)" /></svg>{props.shown.set()}</span>
        <For each={marked()}>{({ name, path }) => (
          <span><svg width="10" height="10" aria-hidden="true"><path d={path} fill="none" stroke="var(--ink-2)" stroke-width="1.3" /></svg>{name.split("-")[0]}</span>
        )}</For>
        <span class="tone-truth"><svg width="3" height="11" aria-hidden="true"><path d="M1.5 0v3.6M1.5 7.4v3.6" stroke="currentColor" stroke-width="2" /></svg>truth</span>
        <span><i class="band" />counts</span>
      </span>
      <span class="wide-only">Verdict, {props.shown.set()}</span>
    </div>
  );
}
