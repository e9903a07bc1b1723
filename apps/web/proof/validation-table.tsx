/** The evidence, line by line: how much of its tolerance each takes up; what differs stands first and in the open. */
import { createMemo, createResource, createSignal, For, Show, type JSX } from "solid-js";
import { Message } from "../controls/controls.js";
import { ofThisPage, version } from "../lab/built-from.js";
import { Written } from "./power.js";
import { countsOf, found, keptTable, shareOfTolerance, type Counts, type ValidationRow, type ValidationTable, type Verdict } from "./validation.js";

export function Validation(): JSX.Element {
  const [table] = createResource(keptTable);
  return (
    <Show when={table.error === undefined ? table() : undefined} fallback={
      <div class="section">
        <h2>Validation</h2>
        <Show when={!table.loading} fallback={<p class="note">Reading the table …</p>}>
          <Message kind="caution" what="No table of evidence came with this page"
            where={table.error === undefined ? <>It was built without one; <span class="mono">npm run validate -- --keep</span> makes it.</> : <>It could not be read: {String(table.error)}. Load the page again.</>} />
        </Show>
      </div>
    }>{(kept) => <Table table={kept()} />}</Show>
  );
}

/** On a phone the evidence is a list of its headings; what differs, and what was looked for, is open. */
const FOLDED = window.matchMedia("(max-width: 700px)").matches;

function Table(props: { readonly table: ValidationTable }): JSX.Element {
  const [words, setWords] = createSignal("");
  const sections = createMemo(() => found(props.table, words()));
  const counts = (): Counts => countsOf(props.table.sections.flatMap(({ rows }) => rows));
  return (
    <>
      <header class="validation-head">
        <h2>Validation</h2>
        <p class="dim"><b class="strong">{counts().agrees} of {counts().agrees + counts().differs}</b> within tolerance{counts().told > 0 ? `, ${counts().told} told beside them` : ""}; {madeFrom(props.table)}</p>
        <span class="field"><input type="search" aria-label="Words of the evidence" placeholder="Rallpack, calcium, differs, …" value={words()} onInput={(event) => setWords(event.currentTarget.value)} /></span>
      </header>
      <Show when={props.table.scope === "quick" || props.table.leftOut.length > 0}>
        <details class="left-out">
          <summary>{props.table.scope === "quick" ? "A quick run, which repeats its studies less" : "A full run"}{props.table.leftOut.length > 0 ? `; ${props.table.leftOut.length} kinds of evidence were left out of it` : ""}</summary>
          <ul><For each={props.table.leftOut}>{(heading) => <li class="dim">{heading}</li>}</For></ul>
        </details>
      </Show>
      <div class="evidence-columns" aria-hidden="true"><span>Case</span><span>Reference</span><span class="right">Tolerance</span><span class="right">Ours</span><span>Share of the tolerance used</span><span>Verdict</span></div>
      <For each={sections()} fallback={<p class="section dim">No evidence has these words.</p>}>{(section) => (
        <details class="evidence" open={!FOLDED || words() !== "" || countsOf(section.rows).differs > 0}>
          <summary><h3>{section.heading}</h3><span class="unit">{countWords(countsOf(section.rows))}</span></summary>
          <table>
            <caption class="hidden-text">{section.heading}</caption>
            <thead class="hidden-text"><tr><th>Case</th><th>Reference</th><th>Tolerance</th><th>Ours</th><th>Share of the tolerance used</th><th>Verdict</th></tr></thead>
            <tbody><For each={section.rows}>{(row) => <Row row={row} />}</For></tbody>
          </table>
        </details>
      )}</For>
    </>
  );
}

/** "made by 0.1.0 from the sources of this page", or what is the matter with it. */
function madeFrom(table: ValidationTable): string {
  if (ofThisPage(table)) return `made by radiatum ${table.version} on Node ${table.node}, from the sources that this page was built from`;
  return `made by radiatum ${table.version} on Node ${table.node}, from earlier sources than this page’s (${version}); numbers may have moved since`;
}

function countWords({ agrees, differs, told }: Counts): string {
  return [differs > 0 ? `${differs} differ${differs === 1 ? "s" : ""}` : "", agrees > 0 ? `${agrees} agree${agrees === 1 ? "s" : ""}` : "", told > 0 ? `${told} told` : ""].filter((part) => part !== "").join(", ");
}

function Row(props: { readonly row: ValidationRow }): JSX.Element {
  return (
    <tr classList={{ differs: props.row.verdict === "differs" }}>
      <td>{props.row.case}</td>
      <td class="dim"><Written text={referenceWords(props.row.reference)} /></td>
      <td class="right dim"><Written text={props.row.tolerance} /></td>
      <td class="right"><Written text={props.row.error} /></td>
      <td><Show when={shareOfTolerance(props.row)} fallback={<Show when={shareOfTolerance(props.row) === 0}><Share share={0} differs={false} /></Show>}>{(share) => <Share share={share()} differs={props.row.verdict === "differs"} />}</Show></td>
      <td><VerdictGlyph verdict={props.row.verdict} /> <span class="dim">{props.row.verdict}</span></td>
    </tr>
  );
}

/** No more digits of a reference than a person compares. */
const referenceWords = (text: string): string => (/^-?\d*\.\d{6,}$/.test(text) ? String(Number(Number(text).toPrecision(6))) : text);

/** px: the whole tolerance, and where what is beyond it is cut off. */
const WHOLE = 110;
const MOST = 1.35;

function Share(props: { readonly share: number; readonly differs: boolean }): JSX.Element {
  const text = (): string => (props.share < 0.01 ? "under 1 %" : `${Math.round(100 * props.share)} %`);
  return (
    <svg class="share" width={WHOLE * MOST + 2} height="14" role="img" aria-label={`${text()} of the tolerance`}>
      <rect x="0" y="4" width={Math.max(2, Math.min(MOST, props.share) * WHOLE)} height="6" fill={props.differs ? "var(--no)" : "var(--ink)"} />
      <path d={`M${WHOLE} 0v14`} stroke="var(--ink-2)" />
    </svg>
  );
}

function VerdictGlyph(props: { readonly verdict: Verdict }): JSX.Element {
  return (
    <svg width="13" height="13" viewBox="0 0 13 13" aria-hidden="true" style={{ "vertical-align": "-2px" }}>
      {props.verdict === "agrees" ? <circle cx="6.5" cy="6.5" r="5" fill="var(--yes)" />
        : props.verdict === "differs" ? <path d="M2.4 2.4l8.2 8.2M10.6 2.4l-8.2 8.2" stroke="var(--no)" stroke-width="2.2" />
          : <circle cx="6.5" cy="6.5" r="1.6" fill="var(--ink-3)" />}
    </svg>
  );
}
