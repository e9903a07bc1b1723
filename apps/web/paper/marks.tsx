/** The view's small signs: what the library writes as markup, put into the page. */
import { For, Show, type JSX } from "solid-js";
import { countsSaid, isMeasured, printed, quoteOf, signOf, verdictGlyph, withInterval, wordsFor, written, type Row, type Sign as Signed } from "radiatum/paper";
import { inlineSvg, type Drawing } from "radiatum/report";

/** Words in which "Ca²⁺" and K_D are set as in print. The library escapes them. */
export const Printed = (props: { readonly children: string }): JSX.Element => <span innerHTML={printed(props.children)} />;

/** The sign of a verdict, or of a row that has none since nothing was measured; its words stand beside it. */
export const Sign = (props: { readonly of: Signed }): JSX.Element => <span class="sign" innerHTML={verdictGlyph(props.of)} />;

/** A drawing of the library's, never wider than it was drawn. */
export const Drawn = (props: { readonly drawing: Drawing; readonly class?: string }): JSX.Element =>
  <div class={`drawn ${props.class ?? ""}`} style={{ "max-width": `${props.drawing.width}px` }} innerHTML={inlineSvg(props.drawing)} />;

export function Quote(props: { readonly id: string; readonly page?: boolean }): JSX.Element {
  return (
    <Show when={quoteOf(props.id)}>
      {(quote) => (
        <span class="quote"><Printed>{`“${quote().words}”`}</Printed><Show when={props.page}><cite> p. {quote().page}</cite></Show></span>
      )}
    </Show>
  );
}

/** "1.87 1.58 to 2.24 µM"; where there is no number, whether the row holds, or that nothing was measured. */
export function Value(props: { readonly row: Row }): JSX.Element {
  const unit = (): string => {
    const { finding, nOf } = props.row;
    return finding.unit === `of ${nOf}` ? "" : finding.unit;
  };
  return (
    <Show when={props.row.value !== undefined} fallback={<span>{wordsFor(props.row)}</span>}>
      <span innerHTML={withInterval(props.row)} />
      <Show when={unit()}><span class="unit"> <Printed>{unit()}</Printed></span></Show>
    </Show>
  );
}

/** "n = 6 spines, 6 cells", "of 8 spines" where the value is a share of them; "" where nothing was counted or measured. */
export function nText(row: Row): string {
  const { n, nOf, finding } = row;
  if (n === 0 || !isMeasured(row)) return "";
  return finding.unit === `of ${nOf}` ? `of ${countsSaid(row)}` : `n = ${countsSaid(row)}`;
}

export const Truth = (props: { readonly row: Row }): JSX.Element => (
  <Show when={props.row.truth !== undefined && Number.isFinite(props.row.truth)}>
    <span class="tone-truth">truth {written(props.row.truth)}</span>
  </Show>
);

/** One sign a finding, in their order, with the words for those who don't see it. */
export function Signs(props: { readonly rows: readonly Row[] }): JSX.Element {
  return (
    <span class="signs" role="img" aria-label={props.rows.map((row) => `${row.id} ${signOf(row)}`).join(", ")}>
      <For each={props.rows}>{(row) => <Sign of={signOf(row)} />}</For>
    </span>
  );
}
