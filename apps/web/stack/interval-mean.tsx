/** Between two clicks: the mean of what is drawn, with the error of its samples, or of its trials where there are several. */
import { Show, type JSX } from "solid-js";
import { answerOf, isRefusal, meanWithInterval, type Answer, type Estimate } from "radiatum";
import { decimal, digitsFor } from "../controls/number.js";
import type { Clock } from "./clock.js";

export interface IntervalMeanProps {
  readonly clock: Clock;
  /** One: mean and error are of its samples. Several trials: of their means. */
  readonly traces: readonly (ArrayLike<number> | undefined)[];
  /** Of the first sample, on the clock, and from sample to sample. */
  readonly start: number;
  readonly step: number;
  readonly unit: string;
}

export function IntervalMean(props: IntervalMeanProps): JSX.Element {
  const answer = (): Answer | undefined => {
    const pin = props.clock.pinned();
    const known = props.traces.filter((trace) => trace !== undefined);
    if (pin?.to === undefined || known.length === 0) return undefined;
    const between = { from: pin.from, to: pin.to };
    const each = known.map((trace) => samplesWithin(trace, between, props));
    const [only] = each;
    const values = each.length === 1 && only ? only : each.filter((one) => one.length > 0).map(mean);
    const nOf = each.length === 1 ? "samples" : "trials";
    if (values.length < 2) return { refused: `no two ${nOf}` };
    return answerOf(() => meanWithInterval(values, { unit: props.unit, nOf }).estimate);
  };
  return (
    <Show when={answer()}>
      {(found) => (
        <div class="interval-mean">
          <span class="unit">between the clicks</span>
          <br />
          <Show when={estimate(found())} fallback={<span class="unit">{refusal(found())}</span>}>
            {(one) => <>{short(one())} <span class="unit">{one().nOf === "trials" ? `${one().n} trials` : ""}</span></>}
          </Show>
        </div>
      )}
    </Show>
  );
}

const estimate = (answer: Answer): Estimate | undefined => (isRefusal(answer) ? undefined : answer);
const refusal = (answer: Answer): string => (isRefusal(answer) ? answer.refused : "");
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function samplesWithin(
  trace: ArrayLike<number>, { from, to }: { readonly from: number; readonly to: number }, { start, step }: Pick<IntervalMeanProps, "start" | "step">,
): number[] {
  const first = Math.max(0, Math.ceil((from - start) / step));
  const end = Math.min(trace.length, Math.floor((to - start) / step) + 1);
  return Array.from({ length: Math.max(0, end - first) }, (_, k) => trace[first + k] as number).filter(Number.isFinite);
}

/** "23.1 ± 0.8 %": value with standard error, as many digits as that allows. */
function short(found: Estimate): string {
  const digits = digitsFor(found);
  return `${decimal(found.value, digits)} ± ${decimal(found.standardError ?? 0, digits)} ${found.unit}`;
}
