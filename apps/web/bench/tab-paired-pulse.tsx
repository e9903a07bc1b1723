/** Two stimuli in a trial: how often and how much each of them brought, and whether the second depends on the first. */
import { Show, type JSX } from "solid-js";
import { type PairedPulse, type Refusal, type TwoPulseMeasurement } from "radiatum";
import { Chip, Message } from "../controls/controls.js";
import { chanceText, decimal } from "../controls/number.js";
import { withMinus } from "../controls/page-words.js";
import type { AnalysedGroup } from "../lab/bench-services.js";
import { Chart, pathOf, rangeOf, type Scales } from "../charts/chart.js";
import { Numbers } from "./numbers.js";
import { session } from "./session.js";

/** Of the group in sight; a sentence where there is none. */
export const twoPulsesInSight = (): TwoPulseMeasurement | undefined => {
  const found = session.group()?.twoPulses;
  return found && !("refused" in found) ? found : undefined;
};
const refusal = (): string => {
  const found = session.group()?.twoPulses;
  return found && "refused" in found ? found.refused : "";
};
/** Groups in which there are pairs, where the present one has none. */
const others = (): readonly AnalysedGroup[] =>
  (session.analysis()?.groups ?? []).filter(({ twoPulses }) => !("refused" in twoPulses));
const outcomes = (found: TwoPulseMeasurement): PairedPulse | undefined =>
  "refused" in found.outcomes ? undefined : found.outcomes;

export function PairedPulseTab(): JSX.Element {
  return (
    <Show
      when={twoPulsesInSight()}
      fallback={
        <section class="section">
          <header>
            <h2>Paired pulse</h2>
          </header>
          <Message kind="information" what="No pair of pulses to measure" where={refusal()}>
            <Show when={others()[0]}>
              {(group) => <Chip onClick={() => session.setTrial(group().trials[0] ?? 0)}>Show {withMinus(group().name)}</Chip>}
            </Show>
          </Message>
        </section>
      }
    >
      {(found) => (
        <>
          <section class="section">
            <header>
              <h2>Second over first</h2>
              <span class="unit">
                {decimal(found().apart, 1)} {found().timeUnit} apart
              </span>
            </header>
            <Numbers
              rows={[
                { name: "Amplitude, second over first", answer: found().ratio },
                { name: `First, ${found().region}`, answer: found().first.amplitude },
                { name: `Second, ${found().region}`, answer: found().second.amplitude },
              ]}
            />
            <TwoPulsePlot found={found()} />
            <p class="note">
              Two responses of one shape are fitted to each trial at once, since the first still lasts when the second
              begins; failures count.
            </p>
          </section>
          <section class="section">
            <header>
              <h2>Chance of each</h2>
              <span class="unit">{found().trials.length} trials</span>
            </header>
            <Numbers
              rows={[
                { name: "After the first", answer: found().first.calciumTransientProbability },
                { name: "After the second", answer: found().second.calciumTransientProbability },
              ]}
            />
          </section>
          <section class="section">
            <header>
              <h2>Does the second depend on the first?</h2>
            </header>
            <Show when={outcomes(found())} fallback={<p class="note">{(found().outcomes as Refusal).refused}</p>}>
              {(both) => (
                <>
                  <table class="outcomes">
                    <thead>
                      <tr>
                        <th />
                        <th scope="col">then success</th>
                        <th scope="col">then failure</th>
                      </tr>
                    </thead>
                    <tbody>
                      <tr>
                        <th scope="row">Success</th>
                        <td>{both().outcomes.both}</td>
                        <td>{both().outcomes.firstOnly}</td>
                      </tr>
                      <tr>
                        <th scope="row">Failure</th>
                        <td>{both().outcomes.secondOnly}</td>
                        <td>{both().outcomes.neither}</td>
                      </tr>
                    </tbody>
                  </table>
                  <Numbers
                    rows={[
                      { name: "Second minus first", answer: both().difference },
                      { name: "Second after a success", answer: both().dependence.afterSuccess },
                      { name: "Second after a failure", answer: both().dependence.afterFailure },
                    ]}
                  />
                  <p class="note">
                    Equally likely: McNemar’s exact p = {chanceText(both().pValue)}. Independent: Fisher’s exact p ={" "}
                    {chanceText(both().dependence.pValue)}, n ={" "}
                    {both().outcomes.both +
                      both().outcomes.firstOnly +
                      both().outcomes.secondOnly +
                      both().outcomes.neither}{" "}
                    trials.
                  </p>
                </>
              )}
            </Show>
          </section>
        </>
      )}
    </Show>
  );
}

function TwoPulsePlot(props: { readonly found: TwoPulseMeasurement }): JSX.Element {
  const time = (line: number): number => {
    const all = session.measurement()?.time;
    return (all?.[line] ?? line) - props.found.first.stimulus;
  };
  const points = (values: Float64Array): { x: number; y: number }[] =>
    Array.from(values, (value, line) => ({ x: time(line), y: value })).filter(({ y }) => Number.isFinite(y));
  return (
    <Chart
      height={130}
      x={{ low: time(0), high: time(props.found.mean.length - 1) }}
      y={rangeOf([...props.found.mean])}
      xName={`${props.found.timeUnit} from the first pulse`}
      yName="mean ΔF/F, %"
      spoken="Mean of the trials with the fitted sum of both responses"
    >
      {(scale: Scales) => (
        <>
          <path
            d={pathOf(points(props.found.mean), scale)}
            fill="none"
            stroke="var(--spine)"
            stroke-width="1"
            opacity="0.7"
          />
          <path d={pathOf(points(props.found.fit), scale)} fill="none" stroke="var(--ink)" stroke-width="1.3" />
          <path
            d={`M${scale.x(0)} 14V${scale.bottom}M${scale.x(props.found.apart)} 14V${scale.bottom}`}
            stroke="var(--ink-3)"
            stroke-dasharray="2 3"
          />
        </>
      )}
    </Chart>
  );
}
