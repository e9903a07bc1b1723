/** What the electrode read: the trial's sweep at its full rate, other trials beneath, or the mean. */
import { createMemo, Show, type JSX } from "solid-js";
import { quantile } from "radiatum";
import { decimal, Measured } from "../controls/number.js";
import type { Clock } from "../stack/clock.js";
import { IntervalMean } from "../stack/interval-mean.js";
import { Row } from "../stack/stack.js";
import { TracePlot, type Line, type Range } from "../stack/traces.js";
import { sight } from "./in-sight.js";
import { rowOf, session } from "./session.js";

/** Other trials laid under the present one; more would be a wash. */
const GHOSTS = 60;
/** ms that a stimulus's artefact lasts at the electrode. */
const ARTEFACT = 2.5;

export function SomaRow(props: { readonly clock: Clock }): JSX.Element {
  const { recording, measurement, trial, shown } = session;
  const { sweep, offset, stimuli } = sight;
  const unit = (): string => measurement()?.soma?.unit ?? sweep()?.unit ?? "";
  const quantity = (): string => measurement()?.soma?.quantity ?? sweep()?.quantity ?? "";
  const somaLines = createMemo((): readonly Line[] => {
    const found = measurement()?.soma;
    const trace = sweep();
    if (shown() === "Mean" && found && found.time.length > 1) {
      return [
        {
          samples: found.mean,
          start: found.time[0] as number,
          step: (found.time[1] as number) - (found.time[0] as number),
          tone: "soma",
          width: 1.3,
        },
      ];
    }
    const others: Line[] =
      shown() === "All" && found && found.time.length > 1
        ? found.traces
            .slice(0, GHOSTS)
            .map((samples) => ({
              samples,
              start: found.time[0] as number,
              step: (found.time[1] as number) - (found.time[0] as number),
              tone: "ink-3",
              width: 0.8,
              opacity: 0.4,
            }))
        : [];
    return trace
      ? [
          ...others,
          {
            samples: trace.samples,
            start: offset() + trace.start,
            step: trace.samplePeriod,
            tone: "soma",
            width: 1.15,
          },
        ]
      : others;
  });
  const somaRange = createMemo((): Range => {
    const found = measurement()?.soma;
    // The stimulus's own artefact is far larger than any response, and would flatten what it set off.
    const lit = (time: number): boolean => stimuli().some((at) => time > at - 0.5 && time < at + ARTEFACT);
    if (quantity() === "current") {
      const all = (found?.traces ?? []).flatMap((trace) =>
        Array.from(trace).filter((value, k) => Number.isFinite(value) && !lit(found?.time[k] ?? 0)),
      );
      if (all.length > 2) return roomy(quantile(all, 0.001), quantile(all, 0.999));
    }
    // Of a potential all is wanted, action potentials above all.
    const channel = sweep()?.channel;
    let [low, high] = [Infinity, -Infinity];
    for (const each of recording()?.sweeps ?? []) {
      if (each.channel !== channel) continue;
      const outside = stimuli().length === 0;
      each.samples.forEach((value, k) => {
        if (Number.isFinite(value) && (outside || !lit(offset() + each.start + k * each.samplePeriod))) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      });
    }
    return low < high ? roomy(low, high) : { low: -1, high: 1 };
  });
  const holding = (): number | undefined =>
    recording()?.conditions.find(({ name }) => name === recording()?.trials[trial()]?.condition)?.holding;

  return (
    <Row
      kind="soma"
      name={quantity() === "current" ? "Soma I" : quantity() === "potential" ? "Soma V" : "Electrode"}
      short="Soma"
      value={<SomaValues />}
      about={
        holding() === undefined ? (
          (measurement()?.soma?.channel ?? sweep()?.channel)
        ) : (
          <>
            held at
            <br />
            {decimal(holding() ?? 0, 0)} mV
          </>
        )
      }
      spoken={spokenSoma()}
    >
      <TracePlot kind="soma" lines={somaLines()} range={somaRange()} unit={unit()} />
    </Row>
  );

  function SomaValues(): JSX.Element {
    const row = (): ReturnType<typeof rowOf> => rowOf(trial());
    return (
      <Show
        when={shown() !== "Mean"}
        fallback={
          <div class="gutter-number">
            <Measured answer={measurement()?.soma?.amplitude} size="big" />
          </div>
        }
      >
        <Show when={row()?.soma !== undefined}>
          <span class="dim">response</span>
          <div class="big">
            {decimal(row()?.soma ?? 0, 1)} <span class="unit">{unit()}</span>
          </div>
          <Show when={row()?.somaCall}>
            {(call) => <span class="unit">{call() === "failure" ? "failure *" : call()}; </span>}
          </Show>
          <span class="unit" title="One trial is one number; its interval over trials stands under Mean.">
            one trial, no interval
          </span>
        </Show>
        <IntervalMean
          clock={props.clock}
          traces={[sweep()?.samples]}
          start={offset() + (sweep()?.start ?? 0)}
          step={sweep()?.samplePeriod ?? 1}
          unit={unit()}
        />
      </Show>
    );
  }

  function spokenSoma(): string {
    const row = rowOf(trial());
    return row?.soma === undefined
      ? `${quantity()} of trial ${trial() + 1}`
      : `Trial ${trial() + 1}, ${decimal(row.soma, 1)} ${unit()}`;
  }
}

/** With a little room at both ends. */
const roomy = (low: number, high: number): Range => ({
  low: low - 0.08 * (high - low || 1),
  high: high + 0.08 * (high - low || 1),
});
