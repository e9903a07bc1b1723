/** What one reads: the one result of the experiment with its interval, then why one should believe it. */
import { For, Show, type JSX } from "solid-js";
import { isRefusal, isSearch, type Answer, type MeasuredGroup, type Measurement } from "radiatum";
import type { Stimulus } from "radiatum/protocol";
import { withMinus } from "../controls/page-words.js";
import { Measured, decimal } from "../controls/number.js";
import { AgainstElectrode } from "../charts/against-electrode.js";
import { AmplitudeHistogram } from "../charts/amplitude-histogram.js";
import type { Headline } from "../lab/headlines.js";
import type { SeriesMeasurement } from "../lab/series-services.js";
import { synapticAlone } from "./lead.js";
import { PlanSection } from "./plan-section.js";
import type { SeriesReading } from "./reading.js";
import type { Series } from "./series.js";

export interface ReadPanelProps {
  readonly series: Series;
  readonly reading: SeriesReading;
}

export function ReadPanel(props: ReadPanelProps): JSX.Element {
  const all = (): SeriesMeasurement | undefined => props.reading.settled();
  const stale = (): boolean => props.reading.settling();
  const groups = (): readonly MeasuredGroup[] => all()?.counting ?? [];
  /** What is told is of the trial's own kind; of a trial that only searched, of the first kind that counts. */
  const here = (): MeasuredGroup | undefined => {
    const plan = props.series.plans()[props.series.place()];
    return plan && isSearch(plan.stimulus) ? groups()[0] : groupOf(all(), plan);
  };
  const measurement = (): Measurement | undefined => {
    const found = here()?.found;
    return found && "answer" in found ? found.answer : undefined;
  };
  const lead = (): Headline | undefined => all()?.headlines[0];
  const others = (): readonly Headline[] => all()?.headlines.slice(1, 9) ?? [];
  const stimuli = (): readonly Stimulus[] => props.series.protocol()?.stimuli[here()?.stimulus ?? ""] ?? [];
  const further = (start: string): Answer | undefined => measurement()?.further.find(({ name }) => name.startsWith(start))?.answer;
  return (
    <>
      <Lead lead={lead()} searched={all()?.searched ?? 0} stale={stale()} refused={props.reading.refused()} />
      <Show when={groups().length > 1}>
        <section class="section">
          <header><h2>Every group</h2><span class="unit">spine, mean ΔF/F</span></header>
          <div class="pairs whole"><For each={groups()}>{(group) => <GroupMean group={group} here={group === here()} stale={stale()} />}</For></div>
        </section>
      </Show>
      <Show when={others().length > 0}>
        <section class="section">
          <header><h2>Compared</h2><span class="unit">spine</span></header>
          <div class="pairs whole"><For each={others()}>{(one) => <><span class="dim">{withMinus(one.name)}</span><span><Short answer={one.answer} stale={stale()} /></span></>}</For></div>
        </section>
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
          <Show when={further("trials in which calcium")}>{(answer) => <div class="pairs"><span class="dim">Disagree</span><span><Measured answer={answer()} unit="" stale={stale()} /></span></div>}</Show>
          <Show when={further("amplitude of successes")}>{(answer) => <div class="pairs"><span class="dim">Success</span><span><Short answer={answer()} stale={stale()} /></span></div>}</Show>
          <div class="pairs"><span class="dim">{found().soma?.unit === "mV" ? "EPSP" : "EPSC"}, mean</span><span><Show when={found().soma?.amplitude}>{(answer) => <Short answer={answer()} stale={stale()} />}</Show></span></div>
        </section>
      )}</Show>
      <Show when={(measurement()?.regions.length ?? 0) > 0 ? measurement() : undefined}>{(found) => (
        <section class="section">
          <header><h2>Kinetics and light</h2></header>
          <For each={found().regions.slice(0, 2)}>{(region) => (
            <div class="pairs">
              <span class="dim">Onset, {region.name}</span><span><Short answer={region.onset} stale={stale()} /></span>
              <span class="dim">Decay, {region.name}</span><span><Short answer={region.decay} stale={stale()} /></span>
            </div>
          )}</For>
          <For each={found().photonTransfer.slice(0, 1)}>{(transfer) => <div class="pairs"><span class="dim">Photons a line, spine</span><span><Short answer={transfer.photonsPerLine} stale={stale()} /></span></div>}</For>
        </section>
      )}</Show>
      <Show when={props.series.protocol()}>{(protocol) => (
        <Show when={measurement()}>{(found) => <PlanSection series={props.series} protocol={protocol()} measurement={found()} stale={stale()} />}</Show>
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

/** The one result of the experiment, and how many trials of a search are no part of it. */
function Lead(props: { readonly lead: Headline | undefined; readonly searched: number; readonly stale: boolean; readonly refused: string | undefined }): JSX.Element {
  return (
    <section class="section">
      <Show when={props.lead} fallback={
        <>
          <header><h2>Calcium in the spine</h2></header>
          <p class="note">{props.refused ?? (props.searched > 0 ? "So far a spine has been searched for; what counts comes next." : "The first trial is on its way.")}</p>
        </>
      }>{(lead) => (
        <>
          <header><h2>{withMinus(lead().name)}</h2><span class="unit">{withMinus(lead().about)}</span></header>
          <Measured answer={lead().answer} size="result" {...(!lead().beside && { unit: "" })} stale={props.stale} />
          <Show when={lead().successes}>{(successes) => <div class="dim">p<sub>Ca</sub>, {successes().of} of {successes().n} trials</div>}</Show>
          <Show when={lead().how !== "" && !isRefusal(lead().answer)}><div class="dim">{lead().how}</div></Show>
          <For each={lead().beside?.slice(0, 1)}>{(region) => <div class="pairs" style={{ "margin-top": "6px" }}><span class="dim">{region.name}</span><span><Measured answer={region.answer} stale={props.stale} /></span></div>}</For>
        </>
      )}</Show>
      <Show when={props.searched > 0}><p class="note small">{props.searched} {props.searched === 1 ? "trial" : "trials"} of search left out</p></Show>
    </section>
  );
}

function GroupMean(props: { readonly group: MeasuredGroup; readonly here: boolean; readonly stale: boolean }): JSX.Element {
  const mean = (): Answer => props.group.responses.find(({ quantity }) => quantity.endsWith("ΔF/F"))?.mean
    ?? ("refused" in props.group.found ? props.group.found : { refused: "Nothing responds whose peak could set the window of a mean." });
  return (
    <>
      <span classList={{ dim: !props.here, strong: props.here }}>{withMinus(props.group.name === "" ? props.group.stimulus : props.group.name)}{"\u00a0"}<span class="unit">{props.group.trials.length}</span></span>
      <span><Short answer={mean()} stale={props.stale} /></span>
    </>
  );
}

const groupOf = (all: SeriesMeasurement | undefined, plan: { readonly stimulus: string; readonly condition: string } | undefined): MeasuredGroup | undefined =>
  all?.groups.find(({ stimulus, condition }) => stimulus === plan?.stimulus && condition === plan.condition);
