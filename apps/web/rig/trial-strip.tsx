/** One narrow cell a trial: calcium above, current below, an asterisk for a failure, dots for what is to come. */
import { createMemo, Index, Show, type JSX } from "solid-js";
import { Segments } from "../controls/controls.js";
import { withMinus } from "../controls/page-words.js";
import type { SeriesReading } from "./reading.js";
import { forTheEye } from "../stack/for-the-eye.js";
import { askedText } from "./asked.js";
import { relativeOf } from "./overwriting.js";
import { asked } from "./the-series.js";
import type { CameTrial } from "./came-trial.js";
import type { Series } from "./series.js";
import type { Show_ } from "./row-values.js";

export interface TrialStripProps {
  readonly series: Series;
  readonly reading: SeriesReading;
  readonly what: Show_;
  readonly onWhat: (what: Show_) => void;
}

interface Drawn {
  readonly of: string;
  readonly above: string;
  readonly below: string;
}
const drawn = new WeakMap<CameTrial["recording"], Drawn>();

export function TrialStrip(props: TrialStripProps): JSX.Element {
  const shown = createMemo(() => new Set(props.series.shown().map(({ place }) => place)));
  const counts = createMemo(() => {
    const rows = [...shown()].flatMap((place) => props.reading.rowOf(place) ?? []);
    const [successes, failures] = [rows.filter(({ call }) => call === "success").length, rows.filter(({ call }) => call === "failure").length];
    const both = rows.filter(({ call, somaCall }) => call && somaCall && call !== "undecided" && somaCall !== "undecided");
    return { successes, failures, agree: successes > 0 && failures > 0 && both.length > 0 && both.every(({ call, somaCall }) => call === somaCall) };
  });
  const groups = (): readonly string[] => [...new Set(props.series.plans().map(({ stimulus, condition }) => withMinus(`${stimulus}, ${condition}`)))];
  return (
    <section class="film" aria-label="Trials">
      <header>
        <h2>Trials</h2>
        <span class="phone-only steps">
          <button type="button" class="chip" aria-label="Trial before" disabled={props.series.place() === 0} onClick={() => props.series.look(props.series.place() - 1)}>←</button>
          <button type="button" class="chip" aria-label="Trial after" disabled={props.series.place() >= props.series.plans().length - 1} onClick={() => props.series.look(props.series.place() + 1)}>→</button>
        </span>
        <Show when={groups().length === 1 && counts().successes + counts().failures > 0} fallback={<span class="dim groups">{groups().slice(0, 4).join("; ")}</span>}>
          <span class="dim">{counts().successes} {counts().successes === 1 ? "success" : "successes"}, {counts().failures} {counts().failures === 1 ? "failure" : "failures"}
            <span aria-hidden="true">{" "}<b style={{ "font-size": "15px", "line-height": 0, "vertical-align": "-3px" }}>*</b></span>
            <Show when={counts().agree}><span class="wide-only"> in calcium and in current alike</span></Show></span>
        </Show>
        <span class="wide-only" style={{ flex: 1 }} />
        <Segments label="What the stack shows" options={["Trial", "All", "Mean"] as const} value={props.what} onChange={props.onWhat} />
        <span class="wide-only" aria-hidden="true"><kbd>←</kbd> <kbd>→</kbd></span>
      </header>
      <div class="trial-cells">
        <Index each={props.series.plans()}>{(plan, place) => {
          const came = (): CameTrial | undefined => (shown().has(place) ? props.series.came(place) : undefined);
          const call = (): string | undefined => props.reading.rowOf(place)?.call;
          const before = (): ReturnType<typeof plan> | undefined => props.series.plans()[place - 1];
          return (
            <button type="button" aria-pressed={props.series.place() === place} onClick={() => props.series.look(place)}
              classList={{ "to-come": came() === undefined, boundary: before() !== undefined && (before()?.condition !== plan().condition || before()?.stimulus !== plan().stimulus) }}
              aria-label={withMinus(`Trial ${place + 1}, ${plan().stimulus}, ${plan().condition}, ${came() ? call() ?? "not called" : "to come"}`)} title={withMinus(`${place + 1}: ${plan().stimulus}, ${plan().condition}`)}>
              <Show when={came()}>{(trial) => (
                <>
                  <svg viewBox="0 0 18 80" preserveAspectRatio="none" aria-hidden="true" classList={{ old: trial().stale }}>
                    <path d={pathsOf(trial()).above} fill="none" stroke={call() === "failure" ? "var(--ink-3)" : "var(--spine)"} stroke-width="1.3" vector-effect="non-scaling-stroke" />
                    <path d={pathsOf(trial()).below} fill="none" stroke={call() === "failure" ? "var(--ink-3)" : "var(--ink)"} stroke-width="1.1" vector-effect="non-scaling-stroke" />
                  </svg>
                  <Show when={call() === "failure"}><span class="fails" aria-hidden="true">*</span></Show>
                </>
              )}</Show>
            </button>
          );
        }}</Index>
      </div>
    </section>
  );
}

/** pA or mV that fill half of the cell at least: noise stays small. */
const LEAST_REACH = 8;

/** Small and fixed scales: 100 % ΔF/F and the sweep's own inner range. */
function pathsOf(trial: CameTrial): Drawn {
  const { recording } = trial;
  const known = drawn.get(recording);
  const of = askedText(asked());
  if (known?.of === of) return known;
  const optical = relativeOf(trial, asked())?.traces[0];
  const above = optical ? path(forTheEye(optical, 15), (v) => 36 - Math.max(-20, Math.min(130, v)) * 0.26) : "";
  const sweep = recording.sweeps[0];
  let below = "";
  if (sweep) {
    const sorted = Float64Array.from(sweep.samples).sort();
    const [low, middle, high] = [0.01, 0.5, 0.99].map((share) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0) as [number, number, number];
    const reach = Math.max(LEAST_REACH, high - middle, middle - low);
    below = path(sweep.samples, (v) => 58 - (Math.max(low, Math.min(high, v)) - middle) * (18 / reach));
  }
  const found = { of, above, below };
  drawn.set(recording, found);
  return found;
}

function path(samples: ArrayLike<number>, y: (value: number) => number): string {
  const points = Math.min(60, samples.length);
  let text = "";
  for (let k = 0; k < points; k++) {
    const [from, to] = [Math.floor((k * samples.length) / points), Math.floor(((k + 1) * samples.length) / points)];
    let sum = 0;
    for (let i = from; i < to; i++) sum += samples[i] as number;
    text += `${k === 0 ? "M" : "L"}${(1 + (16 * k) / (points - 1)).toFixed(1)} ${y(sum / (to - from)).toFixed(1)}`;
  }
  return text;
}
