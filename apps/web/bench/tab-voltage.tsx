/** Responses against holding potential: the line through all trials of one spine, with its t test. */
import { createSignal, For, Show, type JSX } from "solid-js";
import type { VoltageDependence } from "radiatum";
import { Choice, Message } from "../controls/controls.js";
import { chanceText, decimal } from "../controls/number.js";
import type { VoltageFound } from "../lab/bench-services.js";
import { Chart, rangeOf, type Scales } from "../charts/chart.js";
import { Numbers } from "./numbers.js";
import { session } from "./session.js";

export function VoltageTab(): JSX.Element {
  const all = (): readonly VoltageFound[] => session.analysis()?.voltage ?? [];
  const [asked, setAsked] = createSignal("");
  const nameOf = ({ stimulus, quantity }: VoltageFound): string =>
    stimulus === "" ? quantity : `${stimulus}: ${quantity}`;
  const chosen = (): VoltageFound | undefined => all().find((one) => nameOf(one) === asked()) ?? all()[0];
  return (
    <section class="section">
      <header>
        <h2>Response against potential</h2>
        <span class="unit">{chosen()?.points.length ?? 0} trials</span>
      </header>
      <Show
        when={chosen()}
        fallback={
          <Message
            kind="information"
            what="No line can be drawn"
            where="It needs trials of one stimulus in conditions that were held at different potentials, and a response to measure."
          />
        }
      >
        {(one) => (
          <>
            <Show when={all().length > 1}>
              <Choice
                label="Response"
                value={nameOf(one())}
                options={all().map((each) => ({ value: nameOf(each), text: nameOf(each) }))}
                onChange={setAsked}
              />
            </Show>
            <Show
              when={dependenceOf(one())}
              fallback={<Message kind="information" what="No line can be drawn" where={refusalOf(one())} />}
            >
              {(found) => <Regression of={one()} found={found()} />}
            </Show>
          </>
        )}
      </Show>
    </section>
  );
}

const dependenceOf = ({ found }: VoltageFound): VoltageDependence | undefined =>
  "refused" in found ? undefined : found;
const refusalOf = ({ found }: VoltageFound): string => ("refused" in found ? found.refused : "");

function Regression(props: { readonly of: VoltageFound; readonly found: VoltageDependence }): JSX.Element {
  const potentials = (): number[] => props.of.points.map(({ potential }) => potential);
  const line = (): VoltageDependence["line"] => props.found.line;
  const y = (potential: number): number => line().intercept.estimate.value + line().slope.estimate.value * potential;
  const ends = (): readonly [number, number] => [Math.min(...potentials()), Math.max(...potentials())];
  const departure = (): string => {
    const { lackOfFit } = props.found;
    return "refused" in lackOfFit
      ? lackOfFit.refused
      : `Departure from a line: F = ${decimal(lackOfFit.f, 2)}, p = ${chanceText(lackOfFit.pValue)}.`;
  };
  return (
    <>
      <Numbers
        rows={[
          { name: "Slope", answer: line().slope.estimate },
          { name: "At 0 mV", answer: line().intercept.estimate },
        ]}
      />
      <Chart
        height={190}
        x={rangeOf(potentials(), false)}
        y={rangeOf(props.of.points.map(({ value }) => value))}
        xName="held at, mV"
        yName={`${props.of.quantity}, ${props.of.unit}`}
        spoken="Each trial's response against the holding potential, with the fitted line"
      >
        {(scale: Scales) => (
          <>
            <For each={props.of.points}>
              {({ potential, value }) => (
                <circle cx={scale.x(potential)} cy={scale.y(value)} r="2.8" fill={props.of.unit === "%" ? "var(--spine)" : "var(--soma)"} opacity="0.75" />
              )}
            </For>
            <path
              d={`M${scale.x(ends()[0])} ${scale.y(y(ends()[0]))}L${scale.x(ends()[1])} ${scale.y(y(ends()[1]))}`}
              stroke="var(--ink)"
              stroke-width="1.4"
            />
          </>
        )}
      </Chart>
      <p class="note">
        Linear regression over all trials of this spine, t = {decimal(line().slope.t, 2)} on{" "}
        {line().slope.degreesOfFreedom} degrees of freedom, p = {chanceText(line().slope.pValue)}. {departure()}{" "}
        Potentials are commands; behind junction potential and series resistance the membrane is elsewhere.
      </p>
    </>
  );
}
