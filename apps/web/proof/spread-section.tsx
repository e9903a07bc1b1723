/** How much the run's answer owes to its spine: the same experiment on spines drawn from the model's population. */
import { createEffect, For, Match, on, Show, Switch, type JSX } from "solid-js";
import { isRefusal, type Answer, type Estimate } from "radiatum";
import { Chart } from "../charts/chart.js";
import { Chip, Message } from "../controls/controls.js";
import { decimal, Measured } from "../controls/number.js";
import { reading, series } from "../rig/the-series.js";
import { speak } from "../shell/tools.js";
import { proof } from "./the-proof.js";
import { SPINES, spread } from "./the-spread.js";

const HEIGHT = 74;
const MIDDLE = 26;

const estimateOf = (answer: Answer | undefined): Estimate | undefined => (answer && !isRefusal(answer) ? answer : undefined);

export function SpreadSection(): JSX.Element {
  const own = (): Estimate | undefined => estimateOf(reading.measurementOf(proof.place() ?? series.place())?.regions[0]?.amplitude);
  const values = (): readonly Estimate[] => spread.spines().map(({ amplitude }) => estimateOf(amplitude)).filter((one) => one !== undefined);
  const silent = (): number => spread.spines().length - values().length;
  /** That spines are too few is nothing to say while more are coming. */
  const said = (answer: Answer): Answer | undefined => (isRefusal(answer) && spread.working() ? undefined : answer);
  const traced = (): boolean => series.protocol()?.cell.kind !== "CA1 pyramidal";
  createEffect(on(spread.working, (working, before) => { if (before === true && !working && spread.spines().length === SPINES) speak("All spines are drawn."); }, { defer: true }));
  return (
    <section class="section" aria-label="Spine to spine">
      <header><h2>Spine to spine</h2><span class="unit">mean spine ΔF/F, {spread.spines().length} of {SPINES} drawn</span></header>
      <Show when={spread.failure()}>{(failure) => <Message kind="failure" what="The experiment could not be done on other spines" where={failure().message} />}</Show>
      <Show when={spread.found()} fallback={<p class="dim">{traced() ? "Spines are drawn on the model’s own cell; this run’s cell was traced." : "Would another spine have said the same? The experiment is done again on spines and cells drawn from the model’s population, 75 to 200 µm from the soma."}</p>}>{(found) => (
        <>
          <Strip values={values()} own={own()} />
          <div class="pairs">
            <Show when={said(found().relative)}>{(answer) => <><span class="dim">Standard deviation over mean</span><span><Measured answer={percent(answer())} /></span></>}</Show>
            <Show when={found().measuring > 0}><span class="dim">One spine, measured again</span><span><span class="strong">{decimal(100 * found().measuring, 0)}</span><span class="unit"> %</span></span></Show>
            <Show when={said(found().mean)}>{(answer) => <><span class="dim">Mean of all spines</span><span><Measured answer={answer()} /></span></>}</Show>
            <span class="dim">This run’s spine</span><span><Measured answer={own()} /></span>
          </div>
          <Show when={silent() > 0}><p class="note small">{silent()} of {spread.spines().length} spines gave no amplitude that can be measured, and {silent() === 1 ? "is" : "are"} left out.</p></Show>
        </>
      )}</Show>
      <div class="proving">
        <Switch>
          <Match when={spread.working()}><progress aria-label="Spines drawn" max={SPINES} value={spread.spines().length} /><span class="dim" role="status">spine {Math.min(SPINES, spread.spines().length + 1)} of {SPINES}</span><Chip kind="quiet" label="Stop drawing spines" onClick={spread.stop}>Stop</Chip></Match>
          <Match when={spread.spines().length < SPINES}><Chip disabled={traced() || series.fresh() === 0} onClick={spread.begin}>Draw {SPINES} spines</Chip></Match>
        </Switch>
      </div>
    </section>
  );
}

/** In percent, as a person says it. */
function percent(answer: Answer): Answer {
  if (isRefusal(answer)) return answer;
  const { interval, standardError, ...rest } = answer;
  return {
    ...rest, value: 100 * answer.value, unit: "%",
    ...(interval && { interval: { ...interval, low: 100 * interval.low, high: 100 * interval.high } }),
    ...(standardError !== undefined && { standardError: 100 * standardError }),
  };
}

/** Every spine as a disc, the run's own as a ring. */
function Strip(props: { readonly values: readonly Estimate[]; readonly own: Estimate | undefined }): JSX.Element {
  const all = (): number[] => [...props.values.map(({ value }) => value), ...(props.own ? [props.own.value] : [])];
  return (
    <div class="spines"><Chart height={HEIGHT} bare x={{ low: Math.min(0, ...all()), high: 1.05 * Math.max(1, ...all()) }} y={{ low: 0, high: 1 }} xName="mean spine ΔF/F, %"
      spoken={`Mean ΔF/F of ${props.values.length} drawn spines: ${props.values.map(({ value }) => decimal(value, 0)).join(", ")} percent${props.own ? `; this run’s spine ${decimal(props.own.value, 0)}` : ""}`}>
      {(scale) => (
        <>
          <For each={props.values}>{({ value }) => <circle cx={scale.x(value)} cy={MIDDLE} r="4" fill="var(--spine)" opacity="0.55" />}</For>
          <Show when={props.own}>{(own) => (
            <g><circle cx={scale.x(own().value)} cy={MIDDLE} r="6.5" fill="none" stroke="var(--ink)" stroke-width="1.6" /><text class="on-plot" x={scale.x(own().value)} y={MIDDLE - 12} text-anchor={scale.x(own().value) > scale.right - 24 ? "end" : "middle"}>this run</text></g>
          )}</Show>
        </>
      )}
    </Chart></div>
  );
}
