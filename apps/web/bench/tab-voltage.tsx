/** Calcium against holding potential: the line through all trials of one spine, with its t test. */
import { For, Show, type JSX } from "solid-js";
import { Message } from "../controls/controls.js";
import { decimal } from "../controls/number.js";
import type { VoltageFound } from "../lab/bench-services.js";
import { Chart, rangeOf, type Scales } from "./charts.js";
import { Numbers } from "./read-column.js";
import { session } from "./session.js";

export function VoltageTab(): JSX.Element {
  const found = (): VoltageFound | undefined => { const now = session.analysis()?.voltage; return now && !("refused" in now) ? now : undefined; };
  const refusal = (): string => { const now = session.analysis()?.voltage; return now && "refused" in now ? now.refused : ""; };
  return (
    <section class="section">
      <header><h2>Calcium against potential</h2></header>
      <Show when={found()} fallback={<Message kind="information" what="No line can be drawn" where={`${refusal()} It needs trials in conditions that were held at different potentials.`} />}>{(all) => {
        const potentials = (): number[] => all().points.map(({ potential }) => potential);
        const line = (): VoltageFound["found"]["line"] => all().found.line;
        const y = (potential: number): number => line().intercept.estimate.value + line().slope.estimate.value * potential;
        const fit = (): VoltageFound["found"]["lackOfFit"] => all().found.lackOfFit;
        return (
          <>
            <Numbers rows={[{ name: "Slope", answer: line().slope.estimate }, { name: "At 0 mV", answer: line().intercept.estimate }]} />
            <Chart height={190} x={rangeOf(potentials(), false)} y={rangeOf(all().points.map(({ value }) => value))} xName="held at, mV" yName={`${all().quantity}, ${all().unit}`} spoken="Each trial's response against the holding potential, with the fitted line">
              {(scale: Scales) => (
                <>
                  <For each={all().points}>{({ potential, value }) => <circle cx={scale.x(potential)} cy={scale.y(value)} r="2.8" fill="var(--spine)" opacity="0.75" />}</For>
                  <path d={`M${scale.x(Math.min(...potentials()))} ${scale.y(y(Math.min(...potentials())))}L${scale.x(Math.max(...potentials()))} ${scale.y(y(Math.max(...potentials())))}`} stroke="var(--ink)" stroke-width="1.4" />
                </>
              )}
            </Chart>
            <p class="note">Linear regression over all trials of this spine, t = {decimal(line().slope.t, 2)} on {line().slope.degreesOfFreedom} degrees of freedom, p = {decimal(line().slope.pValue, 3)}.
              {" "}{(() => { const now = fit(); return "refused" in now ? now.refused : `Departure from a line: F = ${decimal(now.f, 2)}, p = ${decimal(now.pValue, 3)}.`; })()}
              {" "}Potentials are commands; behind junction potential and series resistance the membrane is elsewhere.</p>
          </>
        );
      }}</Show>
    </section>
  );
}
