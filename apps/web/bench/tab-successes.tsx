/** Whether a stimulus brought calcium: the chance with its likelihood, the amplitudes with both laws, calcium against the electrode. */
import { createMemo, For, Show, type JSX } from "solid-js";
import { isRefusal, type Answer, type Estimate, type SeparationPlan } from "radiatum";
import { separationText } from "radiatum/report";
import { Chip, Message } from "../controls/controls.js";
import { decimal, intervalText } from "../controls/number.js";
import { AgainstElectrode } from "../charts/against-electrode.js";
import { AmplitudeHistogram } from "../charts/amplitude-histogram.js";
import { Chart, pathOf, type Scales } from "../charts/chart.js";
import { goTo } from "../shell/address.js";
import { stimulusWanted } from "./electrode-settings.js";
import { methodOf, Numbers } from "./numbers.js";
import { session } from "./session.js";

export function SuccessesTab(): JSX.Element {
  return (
    <Show when={session.measurement()}>
      <Probability />
      <WhatWouldHelp />
      <Amplitudes />
      <Electrode />
    </Show>
  );
}

function Probability(): JSX.Element {
  const answer = (): Estimate | undefined => {
    const found = session.measurement()?.calciumTransientProbability;
    return found && !isRefusal(found) ? found : undefined;
  };
  const refusal = (): string => {
    const found = session.measurement()?.calciumTransientProbability;
    return found && isRefusal(found) ? found.refused : "";
  };
  const counted = createMemo(() =>
    (session.measurement()?.trials ?? []).filter(({ included, call }) => included && call !== undefined),
  );
  const successes = (): number => counted().filter(({ call }) => call === "success").length;
  const undecided = (): number => counted().filter(({ call }) => call === "undecided").length;
  /** Only a bound is known: it stands where the number would. */
  const bound = (): boolean => /one-sided/.test(answer()?.method ?? "");
  return (
    <section class="section">
      <header>
        <h2>Chance of a calcium success</h2>
        <Show when={counted().length > 0}>
          <span class="unit">
            {successes()} of {counted().length}
            {undecided() > 0 ? `, ${undecided()} undecided` : ""}
          </span>
        </Show>
      </header>
      <Show when={answer()} fallback={<Show when={!stimulusWanted()} fallback={<p class="note">Counted from the stimulus on.</p>}><Message kind="information" what="No chance can be given" where={refusal()} /></Show>}>
        {(found) => (
          <>
            <p class="headline">
              <span class="result">
                {bound() ? `≥ ${decimal(found().interval?.low ?? 0, 2)}` : decimal(found().value, 2)}
              </span>
              <span class="interval">
                {bound() ? "" : `${intervalText(found(), 2)} `}
                <span class="unit">
                  {decimal(100 * (found().interval?.level ?? 0.95), 0)} %{bound() ? ", one-sided" : ""}
                </span>
              </span>
            </p>
            <Show when={session.group()?.profile}>
              {(profile) => (
                <Chart
                  height={74}
                  x={{ low: 0, high: 1 }}
                  y={{ low: 0, high: 1 }}
                  bare
                  xName="chance, profile likelihood"
                  spoken={`Likelihood of the chance, highest at ${decimal(found().value, 2)}`}
                >
                  {(scale: Scales) => (
                    <>
                      <rect
                        x={scale.x(found().interval?.low ?? 0)}
                        y="4"
                        width={scale.x(found().interval?.high ?? 1) - scale.x(found().interval?.low ?? 0)}
                        height={scale.bottom - 4}
                        fill="var(--shade)"
                      />
                      <path
                        d={pathOf(
                          profile().map(({ probability, relativeLikelihood }) => ({
                            x: probability,
                            y: relativeLikelihood,
                          })),
                          scale,
                        )}
                        fill="none"
                        stroke="var(--ink)"
                        stroke-width="1.5"
                      />
                    </>
                  )}
                </Chart>
              )}
            </Show>
            <p class="note">
              Mixture of failures and successes; the failures’ law is fixed by the same fit in stretches without a
              stimulus. <span class="unit">{methodOf(found())}</span>
            </p>
          </>
        )}
      </Show>
    </section>
  );
}

/** Where trials can't be told apart: by how much more light and the like they would be, and a virtual spine on which to see it. */
function WhatWouldHelp(): JSX.Element {
  const plan = (): SeparationPlan | undefined => session.measurement()?.amplitudes?.separation;
  const virtual = (): boolean => session.current()?.kind === "the rig's run";
  return (
    <Show when={plan()}>
      {(found) => (
        <section class="section">
          <header>
            <h2>What would help</h2>
            <span class="unit">d′ {decimal(found().detectability, 1)}, called from {found().needed} on</span>
          </header>
          <p class="note">{separationText(found()).why}</p>
          <ul class="helps">
            <For each={separationText(found()).help}>{(sentence) => <li>{sentence}</li>}</For>
          </ul>
          <p class="actions">
            <Chip
              onClick={() => goTo("rig", { ...(!virtual() && { experiment: "", protocol: "" }), light: found().power.toFixed(2) })}
            >
              Try it in the rig
            </Chip>
          </p>
          <p class="note small">
            {virtual() ? "The same protocol" : "A virtual spine, minimally stimulated,"} under {decimal(found().power, 1)} times the laser’s power; its plan stands
            at the right.
          </p>
        </section>
      )}
    </Show>
  );
}

/** A number that belongs to no region, by how its name begins. */
const further = (start: string): Answer | undefined =>
  session.measurement()?.further.find(({ name }) => name.startsWith(start))?.answer;

function Amplitudes(): JSX.Element {
  return (
    <Show when={session.measurement()?.amplitudes}>
      {(found) => (
        <section class="section">
          <header>
            <h2>Amplitudes</h2>
            <span class="unit">matched fit of each trial</span>
          </header>
          <AmplitudeHistogram distribution={found()} />
          <Show when={further("amplitude of successes")}>
            {(answer) => <Numbers rows={[{ name: "Mean of successes", answer: answer() }]} />}
          </Show>
        </section>
      )}
    </Show>
  );
}

function Electrode(): JSX.Element {
  const points = createMemo(() =>
    (session.measurement()?.trials ?? []).filter(
      ({ included, amplitude, soma }) => included && amplitude !== undefined && soma !== undefined,
    ),
  );
  return (
    <Show when={points().length > 0 && session.measurement()?.soma}>
      {(electrode) => (
        <section class="section">
          <header>
            <h2>Calcium against {electrode().quantity === "current" ? "EPSC" : "EPSP"}</h2>
            <span class="unit">{points().length} trials</span>
          </header>
          <AgainstElectrode
            rows={points()}
            unit={electrode().unit}
            region={session.measurement()?.regions[0]?.name ?? ""}
            picked={session.trial()}
          />
          <Numbers
            rows={[
              ...(further("trials in which calcium")
                ? [{ name: "Calcium and electrode disagree", answer: further("trials in which calcium") }]
                : []),
              { name: `Mean ${electrode().quantity}`, answer: electrode().amplitude },
            ]}
          />
        </section>
      )}
    </Show>
  );
}
