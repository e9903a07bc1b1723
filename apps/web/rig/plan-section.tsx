/** What the next experiment needs: trials for an interval or a difference, light for successes that stand apart. */
import { createMemo, createResource, createSignal, Show, type JSX } from "solid-js";
import { isRefusal, type Measurement, type Refusal } from "radiatum";
import type { Protocol } from "radiatum/protocol";
import { Field } from "../controls/controls.js";
import { decimal } from "../controls/number.js";
import { inPage } from "../controls/page-words.js";
import type { PlanOrder } from "../lab/plan-services.js";
import { bench } from "../lab/threads.js";
import { numberIn } from "./edits.js";
import { bleachedBy, durationText, powerFor } from "./forecast.js";
import type { Series } from "./series.js";

export interface PlanSectionProps {
  readonly series: Series;
  readonly protocol: Protocol;
  readonly measurement: Measurement;
  readonly stale: boolean;
}

/** As the mock asks, until somebody asks otherwise. */
const HALF_WIDTH = 0.1;
const WANTED = 8;
/** A chance nearer to 0 or 1 needs no interval of a tenth, and no run has shown it. */
const NEAREST = 0.005;

export function PlanSection(props: PlanSectionProps): JSX.Element {
  const [halfWidth, setHalfWidth] = createSignal(HALF_WIDTH);
  const [wanted, setWanted] = createSignal(WANTED);
  const [chosen, setOther] = createSignal<number>();
  const probability = (): number | undefined => {
    const found = props.measurement.calciumTransientProbability;
    return isRefusal(found) || found.value < NEAREST || found.value > 1 - NEAREST ? undefined : found.value;
  };
  /** Of successes that were seen; without one nothing is known of how far they stand apart. */
  const detectability = (): number | undefined => {
    const found = props.measurement.amplitudes?.detectability ?? 0;
    return found > 0 ? found : undefined;
  };
  const whyNone = (): string => {
    const { amplitudes, calciumTransientProbability: chance } = props.measurement;
    if (!amplitudes) return isRefusal(chance) ? chance.refused : "No trial was measured by itself.";
    return "These trials hold no success, so how far one would stand out isn’t known. More trials, more calcium outside or a lower dose of what blocks release would show one.";
  };
  /** Half of what was found: what a blocker of half the releases would leave. */
  const other = (): number => chosen() ?? Number(((probability() ?? 0) / 2).toFixed(2));
  const order = createMemo((): PlanOrder | undefined => {
    const [p, d] = [probability(), detectability()];
    return p === undefined || d === undefined ? undefined : { probability: p, detectability: d, halfWidth: halfWidth(), other: other() };
  });
  const [plan] = createResource(order, (asked) => bench.call("planned", asked));
  const power = (): number => numberIn(props.protocol.imaging.power, "mW");
  const cost = (trials: number): string => {
    const time = durationText(trials * numberIn(props.protocol.interval, "s"));
    const bleached = bleachedBy(trials, props.series.plans());
    return bleached === undefined ? time : `${time}, bleaches ${decimal(100 * bleached, 0)} %`;
  };
  return (
    <Show when={detectability()} fallback={
      <section class="section plan" aria-label="Plan" classList={{ stale: props.stale }}>
        <header><h2>Plan</h2></header>
        <p class="note small">{inPage(whyNone())}</p>
      </section>
    }>{(found) => (
      <section class="section plan" aria-label="Plan" classList={{ stale: props.stale || plan.loading }}>
        <header><h2>Plan</h2><span class="unit">from d′ {decimal(found(), found() < 10 ? 1 : 0)} at {props.protocol.imaging.power}</span></header>
        <Show when={plan.latest && order() ? plan.latest : undefined}>{(now) => (
          <>
            <div class="ask"><span class="dim">Trials for p<sub>Ca</sub> ±</span><Field label="Half width of the interval" value={String(halfWidth())} unit="" onChange={share(setHalfWidth, 0.5)} /><Count of={now().trials} value={(plan) => plan.trials} /></div>
            <Told of={now().trials}>{({ trials }) => cost(trials)}</Told>
            <div class="ask"><span class="dim">To tell it from</span><Field label="Chance to tell it from" value={String(other())} unit="" onChange={share(setOther, 1)} /><Count of={now().comparison} value={(plan) => plan.trialsPerCondition} /></div>
            <Told of={now().comparison}>{({ power: reached }) => `trials of each; Fisher’s test at 5 %, power ${decimal(100 * reached, 0)} %`}</Told>
          </>
        )}</Show>
        <div class="ask"><span class="dim">Laser for d′</span><Field label="d′ that is wanted" value={String(wanted())} unit="" onChange={share(setWanted, 100)} /><span class="right strong">{decimal(powerFor(wanted(), { detectability: found(), power: power() }), 1)} <span class="unit">mW</span></span></div>
        <p class="told">now {decimal(power(), 1)} mW; photon noise falls as power rises</p>
      </section>
    )}</Show>
  );
}

/** Takes a number above 0 and below `most`. */
const share = (set: (value: number) => void, most: number) => (typed: string): string | undefined => {
  const value = Number(typed);
  if (!(value > 0 && value < most)) return `Between 0 and ${most}, not ${typed}.`;
  set(value);
  return undefined;
};

function Count<T extends object>(props: { readonly of: T | Refusal; readonly value: (plan: T) => number }): JSX.Element {
  return <span class="right strong">{"refused" in props.of ? "–" : props.value(props.of)}</span>;
}

/** What goes with the number, or why there is none. */
function Told<T extends object>(props: { readonly of: T | Refusal; readonly children: (plan: T) => string }): JSX.Element {
  return <p class="told">{"refused" in props.of ? props.of.refused : props.children(props.of)}</p>;
}
