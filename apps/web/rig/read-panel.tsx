/** What one reads: the one result of the experiment with its interval, then why one should believe it. */
import { createMemo, For, Show, type JSX } from "solid-js";
import { isRefusal, type Answer, type MeasuredGroup, type Measurement } from "radiatum";
import type { Stimulus } from "radiatum/protocol";
import { withMinus } from "../controls/page-words.js";
import { Measured, decimal } from "../controls/number.js";
import { AgainstElectrode } from "../charts/against-electrode.js";
import { AmplitudeHistogram } from "../charts/amplitude-histogram.js";
import type { Headline } from "../lab/series-services.js";
import { synapticAlone } from "./lead.js";
import { PlanSection } from "./plan-section.js";
import type { SeriesReading } from "./reading.js";
import type { Series } from "./series.js";

export interface ReadPanelProps {
  readonly series: Series;
  readonly reading: SeriesReading;
}

export function ReadPanel(props: ReadPanelProps): JSX.Element {
  const measurement = (): Measurement | undefined => props.reading.measurementOf(props.series.place());
  const groups = (): readonly MeasuredGroup[] => props.reading.groups()?.groups ?? [];
  const called = createMemo(() => {
    const found = measurement()?.calciumTransientProbability;
    return found && !isRefusal(found) ? found : undefined;
  });
  const successes = (): { readonly of: number; readonly n: number } => {
    const rows = (measurement()?.trials ?? []).filter(({ included, call }) => included && call !== undefined);
    return { of: rows.filter(({ call }) => call === "success").length, n: rows.length };
  };
  const stimuli = (): readonly Stimulus[] => props.series.protocol()?.stimuli[props.series.plans()[props.series.place()]?.stimulus ?? ""] ?? [];
  const further = (start: string): Answer | undefined => measurement()?.further.find(({ name }) => name.startsWith(start))?.answer;
  return (
    <>
      <Show when={groups().length > 1} fallback={
        <Show when={called()} fallback={<FirstResult measurement={measurement()} stale={props.reading.stale()} refused={props.reading.refused()} />}>
          <section class="section">
            <header><h2>Chance of a calcium success</h2></header>
            <Measured answer={called()} size="result" unit="" stale={props.reading.stale()} />
            <div class="dim">p<sub>Ca</sub>, {successes().of} of {successes().n} trials</div>
          </section>
        </Show>
      }>
        <Comparisons groups={groups()} headlines={props.reading.groups()?.headlines ?? []} stale={props.reading.stale()} here={props.reading.groupOf(props.series.place())?.name} />
      </Show>
      <Show when={measurement()?.amplitudes}>{(amplitudes) => (
        <section class="section">
          <header><h2>Amplitudes</h2><span class="unit">n = {amplitudes().amplitudes.length}, bins {decimal(amplitudes().binWidth, 0)} %</span></header>
          <AmplitudeHistogram distribution={amplitudes()} />
          <p class="note small">Failure law fixed by the same trials before the stimulus.</p>
        </section>
      )}</Show>
      <Show when={synapticAlone(stimuli()) && (measurement()?.trials ?? []).filter(({ soma, amplitude }) => soma !== undefined && amplitude !== undefined).length > 2 ? measurement() : undefined}>{(found) => (
        <section class="section">
          <header><h2>Calcium against {found().soma?.unit === "mV" ? "EPSP" : "EPSC"}</h2></header>
          <AgainstElectrode rows={found().trials} unit={found().soma?.unit ?? "pA"} region={found().regions[0]?.name ?? ""} picked={props.series.place()} onPick={(place) => props.series.look(place)} />
          <Show when={further("trials in which calcium")}>{(answer) => <div class="pairs"><span class="dim">Disagree</span><span><Measured answer={answer()} unit="" stale={props.reading.stale()} /></span></div>}</Show>
          <Show when={further("amplitude of successes")}>{(answer) => <div class="pairs"><span class="dim">Success</span><span><Short answer={answer()} stale={props.reading.stale()} /></span></div>}</Show>
          <div class="pairs"><span class="dim">{found().soma?.unit === "mV" ? "EPSP" : "EPSC"}, mean</span><span><Show when={found().soma?.amplitude}>{(answer) => <Short answer={answer()} stale={props.reading.stale()} />}</Show></span></div>
        </section>
      )}</Show>
      <Show when={(measurement()?.regions.length ?? 0) > 0 ? measurement() : undefined}>{(found) => (
        <section class="section">
          <header><h2>Kinetics and light</h2></header>
          <For each={found().regions.slice(0, 2)}>{(region) => (
            <div class="pairs">
              <span class="dim">Onset, {region.name}</span><span><Short answer={region.onset} stale={props.reading.stale()} /></span>
              <span class="dim">Decay, {region.name}</span><span><Short answer={region.decay} stale={props.reading.stale()} /></span>
            </div>
          )}</For>
          <For each={found().photonTransfer.slice(0, 1)}>{(transfer) => <div class="pairs"><span class="dim">Photons a line, spine</span><span><Short answer={transfer.photonsPerLine} stale={props.reading.stale()} /></span></div>}</For>
        </section>
      )}</Show>
      <Show when={props.series.protocol()}>{(protocol) => (
        <Show when={measurement()}>{(found) => <PlanSection series={props.series} protocol={protocol()} measurement={found()} stale={props.reading.stale()} />}</Show>
      )}</Show>
    </>
  );
}

/** In a row of others there is no room for the sentence: it is told to who asks. */
function Short(props: { readonly answer: Answer; readonly stale: boolean }): JSX.Element {
  return (
    <Show when={isRefusal(props.answer) ? props.answer.refused : undefined} fallback={<Measured answer={props.answer} stale={props.stale} />}>
      {(why) => <span class="unit" title={why()}>no number<span class="hidden-text">: {why()}</span></span>}
    </Show>
  );
}

function FirstResult(props: { readonly measurement: Measurement | undefined; readonly stale: boolean; readonly refused: string | undefined }): JSX.Element {
  return (
    <section class="section">
      <header><h2>Calcium in the spine</h2><span class="unit">peak of the fit</span></header>
      <Show when={props.measurement} fallback={<p class="note">{props.refused ?? "The first trial is on its way."}</p>}>{(found) => (
        <>
          <Measured answer={found().regions[0]?.amplitude} size="result" stale={props.stale} />
          <Show when={found().regions[1]}>{(shaft) => <div class="pairs" style={{ "margin-top": "6px" }}><span class="dim">{shaft().name}</span><span><Measured answer={shaft().amplitude} stale={props.stale} /></span></div>}</Show>
        </>
      )}</Show>
    </section>
  );
}

function Comparisons(props: {
  readonly groups: readonly MeasuredGroup[]; readonly headlines: readonly Headline[]; readonly stale: boolean; readonly here: string | undefined;
}): JSX.Element {
  const first = (): Headline | undefined => props.headlines.find(({ answer }) => !isRefusal(answer)) ?? props.headlines[0];
  const optical = (group: MeasuredGroup): Answer | undefined => group.responses.find(({ quantity }) => quantity.endsWith("ΔF/F"))?.mean;
  return (
    <>
      <section class="section">
        <header><h2>{withMinus(first()?.name ?? "Responses")}</h2><span class="unit">{withMinus(first()?.about ?? "")}</span></header>
        <Measured answer={first()?.answer ?? { refused: "There is nothing to compare yet: a second stimulus or solution has to be measured." }} size="result" unit="" stale={props.stale} />
        <Show when={first() !== undefined}><div class="dim">ratio of means, Fieller’s interval</div></Show>
      </section>
      <section class="section">
        <header><h2>Every group</h2><span class="unit">spine, mean ΔF/F</span></header>
        <div class="pairs">
          <For each={props.groups}>{(group) => (
            <>
              <span classList={{ dim: group.name !== props.here, strong: group.name === props.here }}>{withMinus(group.name)} <span class="unit">{group.trials.length}</span></span>
              <span><Show when={optical(group)} fallback={<span class="unit" title={"refused" in group.found ? group.found.refused : ""}>no response measured</span>}>{(mean) => <Measured answer={mean()} stale={props.stale} />}</Show></span>
            </>
          )}</For>
        </div>
      </section>
      <Show when={props.headlines.length > 1}>
        <section class="section">
          <header><h2>Compared</h2><span class="unit">spine</span></header>
          <div class="pairs"><For each={props.headlines.filter((one) => one !== first()).slice(0, 8)}>{(one) => <><span class="dim">{withMinus(one.name)}</span><span><Short answer={one.answer} stale={props.stale} /></span></>}</For></div>
        </section>
      </Show>
    </>
  );
}
