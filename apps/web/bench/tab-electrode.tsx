/** What the electrode says by itself: responses sweep by sweep, failures, the second of two pulses, and any stretch between two clicks. */
import { createMemo, createResource, For, Show, type JSX } from "solid-js";
import type { Answer, TrialRow } from "radiatum";
import { Chart, rangeOf, type Scales } from "../charts/chart.js";
import { decimal } from "../controls/number.js";
import { bench } from "../lab/threads.js";
import { AskStimulus } from "./electrode-settings.js";
import { Numbers } from "./numbers.js";
import { session } from "./session.js";
import { further, pinnedStretch } from "./in-sight.js";

const { measurement } = session;

export function ElectrodeTab(): JSX.Element {
  const stimulated = (): boolean => (measurement()?.stimuli.length ?? 0) > 0;
  const named = (start: string, name: string): { name: string; answer: Answer }[] => {
    const answer = further(start);
    return answer ? [{ name, answer }] : [];
  };
  return (
    <Show when={measurement()?.soma} fallback={<section class="section"><p class="note">No channel of this recording reads a current or a potential.</p></section>}>
      {(soma) => (
        <>
          <Show when={!stimulated()}>
            <section class="section"><AskStimulus /></section>
          </Show>
          <section class="section">
            <header>
              <h2>Response</h2>
              <span class="unit">{soma().channel}, {soma().quantity}</span>
            </header>
            <Show when={stimulated()} fallback={<p class="note">Measured from the stimulus on.</p>}>
              <Numbers rows={[
                { name: "Amplitude", answer: soma().amplitude },
                ...named("resting potential", "Resting potential"),
                ...named("holding current", "Holding current"),
              ]} />
              <Responses unit={soma().unit} />
            </Show>
          </section>
          <Show when={stimulated()}>
            <section class="section">
              <header><h2>Failures</h2><span class="unit">{counted()}</span></header>
              <Numbers rows={named("probability of a response", "Chance of a response")} />
            </section>
            <section class="section">
              <header><h2>Paired pulse</h2></header>
              <Show when={further("second response over")} fallback={<p class="note">One stimulus is known. Give both times at the left, such as 100, 150 ms. Of more than two the first two are a pair.</p>}>
                <Numbers rows={[...named("second response over", "Second over first"), ...named("second response, from", "Second response, from the level before it")]} />
              </Show>
            </section>
          </Show>
          <Stretch />
        </>
      )}
    </Show>
  );
}

function counted(): string {
  const rows = (measurement()?.trials ?? []).filter(({ included, somaCall }) => included && somaCall !== undefined);
  const of = (call: TrialRow["somaCall"]): number => rows.filter(({ somaCall }) => somaCall === call).length;
  const undecided = of("undecided");
  return rows.length === 0 ? "" : `${of("failure")} of ${rows.length} sweeps${undecided > 0 ? `, ${undecided} undecided` : ""}`;
}

/** Sweep by sweep: what drifts and what fails is seen here first. */
function Responses(props: { readonly unit: string }): JSX.Element {
  const rows = createMemo(() => (measurement()?.trials ?? []).filter(({ included, soma }) => included && soma !== undefined));
  return (
    <Show when={rows().length > 1}>
      <Chart
        height={120}
        x={{ low: 0, high: Math.max(...rows().map(({ trial }) => trial)) + 2 }}
        y={rangeOf(rows().map(({ soma }) => soma ?? 0))}
        xName="sweep"
        yName={`response, ${props.unit}`}
        spoken={`Responses of ${rows().length} sweeps in their order, ${counted()} failures`}
      >
        {(scale: Scales) => (
          <For each={rows()}>
            {(row) => (
              <circle
                cx={scale.x(row.trial + 1)}
                cy={scale.y(row.soma ?? 0)}
                r={row.trial === session.trial() ? 4 : 2.6}
                fill={row.somaCall === "failure" || row.somaCall === "undecided" ? "none" : "var(--ink)"}
                stroke="var(--ink)"
              />
            )}
          </For>
        )}
      </Chart>
      <p class="chart-legend"><span class="faint">disc: response; ring: failure or undecided</span></p>
    </Show>
  );
}

/** The mean of a stretch over sweeps, and what it lies above the level before the stimulus. */
function Stretch(): JSX.Element {
  const order = createMemo(() => {
    const [stretch, found] = [pinnedStretch(), measurement()];
    const id = session.current()?.id;
    if (!stretch || !found?.soma || id === undefined) return undefined;
    const offset = session.recording()?.sweepOffset ?? 0;
    const stimulus = found.stimuli[0]?.start;
    return {
      name: id, channel: found.soma.channel,
      trials: found.trials.filter(({ included }) => included).map(({ trial }) => trial),
      window: { from: stretch.from - offset, to: stretch.to - offset },
      ...(stimulus !== undefined && { above: { from: Math.max(0, stimulus - offset - 20), to: stimulus - offset } }),
    };
  });
  const [found] = createResource(order, (asked) => bench.call("levels", asked));
  return (
    <section class="section">
      <header>
        <h2>Mean of a stretch</h2>
        <Show when={pinnedStretch()}>{(stretch) => <span class="unit">{decimal(stretch().from, 1)} to {decimal(stretch().to, 1)} ms</span>}</Show>
      </header>
      <Show when={order() && found.latest} fallback={<p class="note">Click twice on the traces: the mean between the clicks, over all sweeps that count, with its interval.</p>}>
        {(now) => (
          <Numbers rows={[
            { name: "Mean over sweeps", answer: now().level },
            ...(now().above ? [{ name: "Above the level before the stimulus", answer: now().above }] : []),
          ]} />
        )}
      </Show>
    </section>
  );
}
