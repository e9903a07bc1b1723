/** Between two clicks: the mean of what is drawn, with the error of its samples. */
import { Show, type JSX } from "solid-js";
import { answerOf, isRefusal, meanWithInterval, type Answer } from "radiatum";
import { decimal, digitsFor } from "../controls/number.js";
import type { Clock } from "../stack/clock.js";

export function IntervalMean(props: {
  readonly clock: Clock;
  readonly samples: ArrayLike<number> | undefined;
  readonly start: number;
  readonly step: number;
  readonly unit: string;
}): JSX.Element {
  const span = (): { from: number; to: number } | undefined => {
    const pin = props.clock.pinned();
    return pin?.to === undefined ? undefined : { from: pin.from, to: pin.to };
  };
  const answer = (): Answer | undefined => {
    const between = span();
    if (!between || !props.samples) return undefined;
    const first = Math.max(0, Math.ceil((between.from - props.start) / props.step));
    const end = Math.min(props.samples.length, Math.floor((between.to - props.start) / props.step) + 1);
    const within = Array.from(
      { length: Math.max(0, end - first) },
      (_, k) => props.samples?.[first + k] as number,
    ).filter(Number.isFinite);
    if (within.length < 2) return { refused: "The interval holds no two samples." };
    return answerOf(() => meanWithInterval(within, { unit: props.unit, nOf: "samples" }).estimate);
  };
  return (
    <Show when={answer()}>
      {(found) => (
        <div class="interval-mean">
          <span class="unit">between the clicks</span>
          <br />
          {isRefusal(found()) ? <span class="unit">no two samples</span> : <>{short(found())}</>}
        </div>
      )}
    </Show>
  );
}

/** "23.1 ± 0.8 %": value with standard error, as many digits as that allows. */
function short(answer: Answer): string {
  if (isRefusal(answer)) return "";
  const digits = digitsFor(answer);
  return `${decimal(answer.value, digits)} ± ${decimal(answer.standardError ?? 0, digits)} ${answer.unit}`;
}
