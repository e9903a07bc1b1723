/** A measured number: value semibold, interval beside it, unit grey; where there is none, the sentence that says why. */
import { Show, type JSX } from "solid-js";
import { isRefusal, type Answer, type Estimate } from "radiatum";
import { inPage, withMinus } from "./page-words.js";
import { decimal } from "./powers.js";

export { chanceText, decimal } from "./powers.js";

/** As many decimals as the error allows: its first digit, and a second where that is 1; at most 4. */
export function digitsFor({ value, interval, standardError }: Pick<Estimate, "value" | "interval" | "standardError">): number {
  const error = standardError ?? (interval ? errorBehind(value, interval) : Math.abs(value) / 100);
  if (!(error > 0) || !Number.isFinite(error)) return 2;
  const power = Math.floor(Math.log10(error));
  return Math.min(4, Math.max(0, (error / 10 ** power < 2 ? 1 : 0) - power));
}

/** A quarter of the interval; where one end is open, half of the way to the other. */
function errorBehind(value: number, { low, high }: NonNullable<Estimate["interval"]>): number {
  if (Number.isFinite(high - low)) return (high - low) / 4;
  return Math.abs(value - (Number.isFinite(low) ? low : high)) / 2;
}

/** "0.18 to 0.67", or "at least 0.22" where one end is open. */
export function intervalText({ interval }: Pick<Estimate, "interval">, digits: number): string {
  if (!interval) return "";
  const { low, high } = interval;
  if (!Number.isFinite(high)) return `at least ${decimal(low, digits)}`;
  if (!Number.isFinite(low)) return `at most ${decimal(high, digits)}`;
  return `${decimal(low, digits)} to ${decimal(high, digits)}`;
}

export interface MeasuredProps {
  readonly answer: Answer | undefined;
  /** "result" is the one of a view; "big" stands in a row's gutter; else in a line of text. */
  readonly size?: "result" | "big";
  /** In place of the estimate's own, "" for none. */
  readonly unit?: string;
  /** Measured on less than there is by now. */
  readonly stale?: boolean;
}

/** In place of a view's one result a sentence begins as sentences do. */
const sentence = (words: string, size: MeasuredProps["size"]): string => (size === "result" ? words.charAt(0).toUpperCase() + words.slice(1) : words);

export function Measured(props: MeasuredProps): JSX.Element {
  const estimate = (): Estimate | undefined => (props.answer && !isRefusal(props.answer) ? props.answer : undefined);
  const unit = (): string => props.unit ?? (estimate()?.unit === "1" ? "" : estimate()?.unit ?? "");
  return (
    <Show when={estimate()} fallback={<span class="note small" classList={{ stale: props.stale ?? false }}>{props.answer && isRefusal(props.answer) ? sentence(withMinus(inPage(props.answer.refused)), props.size) : "not measured yet"}</span>}>
      {(found) => {
        const digits = (): number => digitsFor(found());
        return (
          <span classList={{ stale: props.stale ?? false }} title={`${found().method}, n = ${found().n} ${found().nOf}`}>
            <span class={props.size ?? "strong"}>{decimal(found().value, digits())}</span>
            <Show when={unit()}>{(text) => <span class="unit"> {text()}</span>}</Show>
            <Show when={found().interval} fallback={<Show when={found().standardError}>{(error) => <span class="interval"> ± {decimal(error(), digits())}</span>}</Show>}>
              {(interval) => <span class="interval"> {intervalText(found(), digits())} <span class="unit">{Math.round(100 * interval().level)} %</span></span>}
            </Show>
          </span>
        );
      }}
    </Show>
  );
}
