/** How large, how fast, how bright: every region's numbers, the ratio, the photons, drift, and groups beside each other. */
import { For, Show, type JSX } from "solid-js";
import type { Measurement } from "radiatum";
import { placesOf } from "./places.js";
import { Numbers } from "./numbers.js";
import { session } from "./session.js";

export function AmplitudesTab(): JSX.Element {
  const found = session.measurement;
  const tone = (k: number): string => {
    const of = placesOf(session.choices(), found())[k]?.tone;
    return of === "spine" || of === "shaft" ? of : "background";
  };
  return (
    <Show when={found()}>
      {(all) => (
        <>
          <For each={all().regions}>
            {(region, k) => (
              <section class="section">
                <header>
                  <h2 class={`tone-${tone(k())}`}>{region.name}</h2>
                  <span class="unit">
                    pixels {region.from}–{region.to}
                  </span>
                </header>
                <Numbers
                  rows={[
                    { name: <>Amplitude, ΔF/F</>, answer: region.amplitude },
                    { name: "Mean in the window", answer: region.windowMean },
                    { name: "Onset after the stimulus", answer: region.onset },
                    { name: "Rise", answer: region.rise },
                    { name: "Decay", answer: region.decay },
                    {
                      name: (
                        <>
                          F<sub>0</sub> above background
                        </>
                      ),
                      answer: region.restingFluorescence,
                    },
                  ]}
                />
              </section>
            )}
          </For>
          <Show when={all().soma}>
            {(soma) => (
              <section class="section">
                <header>
                  <h2>Electrode</h2>
                  <span class="unit">{soma().channel}</span>
                </header>
                <Numbers rows={[{ name: `Response, ${soma().quantity}`, answer: soma().amplitude }]} />
              </section>
            )}
          </Show>
          <Show when={all().ratio}>
            {(ratio) => (
              <section class="section">
                <header>
                  <h2>
                    {ratio().numerator}/{ratio().denominator}
                  </h2>
                  <span class="unit">{ratio().region}</span>
                </header>
                <Numbers
                  rows={[
                    { name: "At rest", answer: ratio().baseline_percent },
                    { name: "Amplitude, percentage points", answer: ratio().amplitude },
                    { name: "Largest smoothed value, as older papers print it", answer: ratio().smoothedPeak },
                  ]}
                />
              </section>
            )}
          </Show>
          <Show when={session.analysis()?.comparisons.length}>
            <section class="section">
              <header>
                <h2>Groups compared</h2>
                <span class="unit">ratio of means</span>
              </header>
              <Numbers
                rows={(session.analysis()?.comparisons ?? []).map(({ name, quantity, ratio }) => ({
                  name: `${name}: ${quantity}`,
                  answer: ratio,
                }))}
              />
            </section>
          </Show>
          <Show when={rest(all()).length > 0}>
            <section class="section">
              <header>
                <h2>Over the experiment</h2>
              </header>
              <Numbers rows={rest(all())} />
            </section>
          </Show>
          <Show when={all().photonTransfer.length > 0}>
            <section class="section">
              <header>
                <h2>Photons</h2>
                <span class="unit">from the noise of resting lines</span>
              </header>
              <Numbers
                rows={all().photonTransfer.flatMap(({ channel, gain, photonsPerLine }) => [
                  { name: `${channel}, counts a photon`, answer: gain },
                  { name: `${channel}, photons a line`, answer: photonsPerLine },
                ])}
              />
            </section>
          </Show>
          <section class="section">
            <header>
              <h2>Method</h2>
            </header>
            <For each={all().methods}>{(sentence) => <p class="note">{sentence}</p>}</For>
            <ul class="references">
              <For each={all().references}>{(work) => <li class="note small">{work}</li>}</For>
            </ul>
          </section>
        </>
      )}
    </Show>
  );
}

const rest = ({ further }: Measurement): Measurement["further"] =>
  further.filter(({ name }) => !name.startsWith("amplitude of successes"));
