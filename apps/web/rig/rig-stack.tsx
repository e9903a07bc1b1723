/** The rig's stack: stimulator, line scan, ΔF/F, soma, and the truth where it is asked for. */
import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import { isRefusal, quantile, type Measurement, type Recording, type Region } from "radiatum";
import type { Stimulus } from "radiatum/protocol";
import { decimal, digitsFor } from "../controls/number.js";
import { Choice } from "../controls/controls.js";
import { table, nextTable } from "../shell/look.js";
import type { Clock } from "../stack/clock.js";
import type { RowKind } from "../stack/layout.js";
import { Brackets, LineScanPlot, LookUpBar, type Bracket } from "../stack/line-scan.js";
import { readingRange } from "../stack/colours.js";
import { photonScaleOf } from "../stack/photons.js";
import { DRAWN, fitOfTrial, forTheEye } from "../stack/for-the-eye.js";
import { Row, Stack } from "../stack/stack.js";
import { TracePlot, type Line, type Range, type Tone } from "../stack/traces.js";
import { leadOf, synapticAlone, timesOf } from "./lead.js";
import { calciumChannel, relativeTraces, type RelativeTraces } from "./optical.js";
import type { SeriesReading } from "./reading.js";
import type { CameTrial, Series } from "./series.js";
import { Stimulator } from "./stimulator.js";
import { TruthPlot, truthRows, type TruthView } from "./truth-row.js";

export type Show_ = "Trial" | "All" | "Mean";

export interface RigStackProps {
  readonly series: Series;
  readonly reading: SeriesReading;
  readonly clock: Clock;
  readonly what: Show_;
  readonly onChange: (change: string, dragging: boolean) => void;
  readonly picked: number | undefined;
  readonly onPick: (place: number) => void;
}

const TONES: readonly Tone[] = ["spine", "shaft", "ink-3"];
const electrical = new WeakMap<Recording, SomaTrace | null>();

/** A sweep for the eye: of currents what they differ by from the current that holds the cell. */
interface SomaTrace {
  readonly samples: ArrayLike<number>;
  /** pA or mV before the first stimulus. */
  readonly rest: number;
  /** Without what is outermost, such as the shock's artefact. */
  readonly range: Range | undefined;
}

function somaOf({ recording, place }: CameTrial): SomaTrace | undefined {
  const known = electrical.get(recording);
  if (known !== undefined) return known ?? undefined;
  const sweep = recording.sweeps[0];
  const found = sweep && ((): SomaTrace => {
    const first = Math.min(Infinity, ...recording.events.filter(({ trial }) => trial === place).map(({ start }) => start));
    const count = Math.max(1, Math.min(sweep.samples.length, Math.floor((first - sweep.start) / sweep.samplePeriod)));
    let sum = 0;
    for (let k = 0; k < count; k++) sum += sweep.samples[k] as number;
    const rest = sum / count;
    const samples = sweep.unit === "pA" ? Float32Array.from(sweep.samples, (value) => value - rest) : sweep.samples;
    return { rest, samples, range: innerRange(samples) };
  })();
  electrical.set(recording, found ?? null);
  return found;
}

const tracesOf = ({ recording }: CameTrial): RelativeTraces | undefined => relativeTraces(recording);
const smoothed = new WeakMap<Float64Array, Float64Array>();

/** What is drawn over the samples, made once. */
function smooth(samples: Float64Array): Float64Array {
  const known = smoothed.get(samples) ?? forTheEye(samples);
  smoothed.set(samples, known);
  return known;
}

export function RigStack(props: RigStackProps): JSX.Element {
  const [truthView, setTruthView] = createSignal<TruthView>("calcium");
  const series = (): Series => props.series;
  const trial = createMemo(() => series().trial());
  const plan = (): ReturnType<Series["plans"]>[number] | undefined => series().plans()[series().place()];
  const scan = createMemo(() => trial()?.recording.lineScans[0]);
  const period = (): number => scan()?.timing.period ?? 2;
  const start = (): number => scan()?.trials[0]?.start ?? 0;
  const rows = createMemo((): readonly RowKind[] => [
    "stimulator", "line scan", "trace", "soma", ...(series().truth() ? ["truth" as const] : []),
  ]);
  const stimuli = createMemo(() => {
    const protocol = series().protocol();
    const what = protocol?.stimuli[plan()?.stimulus ?? ""];
    return what?.[0] ? [timesOf(what[0])[0] ?? 0] : [];
  });
  const regions = createMemo((): readonly Region[] => trial()?.recording.regions ?? []);
  const traces = createMemo(() => {
    const now = trial();
    return now && tracesOf(now);
  });
  const brackets = createMemo((): Bracket[] => {
    const background = traces()?.background;
    return [
      ...regions().map(({ name, from, to }, k): Bracket => ({ name, from, to, tone: TONES[Math.min(k, 2)] as Tone })),
      ...(background ? [{ name: "backgr", tone: "background" as const, ...background }] : []),
    ];
  });
  const pixels = createMemo(() => scan()?.trials[0]?.pixels[calciumChannel(scan())] ?? null);
  /** Of the first trial that came, for all: brightness says the same from trial to trial. */
  const readings = createMemo<{ readonly low: number; readonly high: number; readonly of: string } | undefined>((before) => {
    const now = pixels();
    const key = series().text();
    return now && before?.of !== key ? { ...readingRange(now), of: key } : before;
  });
  const siblings = createMemo(() => {
    const here = plan();
    return series().shown().filter(({ place }) => {
      const other = series().plans()[place];
      return other !== undefined && here !== undefined && other.stimulus === here.stimulus && other.condition === here.condition;
    });
  });
  const measurement = (): Measurement | undefined => props.reading.measurementOf(series().place());
  const row = (): ReturnType<SeriesReading["rowOf"]> => props.reading.rowOf(series().place());

  const relativeRange = createMemo<Range>((before) => {
    const highest = series().shown().reduce((most, one) => {
      const drawn = tracesOf(one)?.traces.map(smooth) ?? [];
      return drawn.reduce((m, trace) => trace.reduce((a, v) => Math.max(a, v), m), most);
    }, 0);
    const high = STEPS.find((step) => step >= 1.06 * highest) ?? highest;
    // Never smaller than it was, so that trials can be compared with the eye.
    return before.high >= high && series().place() >= 0 ? before : { low: -0.22 * high, high };
  }, { low: -11, high: 50 });

  const relativeLines = createMemo((): Line[] => {
    const now = trial();
    const found = traces();
    const common = { start: start() + period() / 2, step: period() };
    const until = series().head() === undefined ? {} : { until: series().head() as number };
    const lines: Line[] = [];
    if (props.what === "Mean") {
      for (const [k, region] of (measurement()?.regions ?? []).entries()) {
        const tone = TONES[Math.min(k, 2)] as Tone;
        lines.push({ ...common, samples: region.mean, tone, width: 1, dots: true, opacity: 0.5 }, { ...common, samples: smooth(region.mean), tone, width: k === 0 ? 2 : 1.4 });
        if (k === 0 && region.fit) lines.push({ ...common, samples: region.fit, tone: "ink", width: 1.1 });
      }
      return lines.reverse();
    }
    for (const other of siblings()) {
      if (other === now && props.what === "Trial") continue;
      const call = props.reading.rowOf(other.place)?.call;
      const first = tracesOf(other)?.traces[0];
      if (first) lines.push({ ...common, samples: smooth(first), tone: call === "failure" ? "ink-3" : "spine", width: 1, opacity: other.stale ? 0.12 : 0.34 });
    }
    if (props.what === "All" || !found) return lines;
    for (const [k, samples] of [...found.traces.entries()].reverse()) {
      const tone = TONES[Math.min(k, 2)] as Tone;
      if (k === 0) lines.push({ ...common, ...until, samples, tone, width: 1, dots: true, opacity: 0.55 });
      lines.push({ ...common, ...until, samples: smooth(samples), tone, width: k === 0 ? 2 : 1.5 });
    }
    const [leading] = measurement()?.regions ?? [];
    const amplitude = row()?.amplitude;
    const scaled = leading && amplitude !== undefined ? fitOfTrial(leading, amplitude) : undefined;
    if (scaled && series().head() === undefined) lines.push({ ...common, samples: scaled, tone: "ink", width: 1.1, opacity: 0.9 });
    if (series().truth() && now?.truth && now.relative) {
      lines.push({ samples: now.relative, start: 0, step: now.truth.interval, ...until, tone: "truth", width: 1.5, dash: [2, 3] });
    }
    return lines;
  });

  const sweep = createMemo(() => trial()?.recording.sweeps[0]);
  const somaRange = createMemo<Range & { readonly unit: string }>((before) => {
    const unit = sweep()?.unit ?? before.unit;
    const bounds = siblings().map((one) => somaOf(one)?.range).filter((one) => one !== undefined);
    if (bounds.length === 0) return before;
    const low = Math.min(...bounds.map((one) => one.low));
    const high = Math.max(...bounds.map((one) => one.high));
    const same = before.unit === unit && before.low <= low && before.high >= high && before.high - before.low < 2.2 * (high - low);
    const margin = 0.12 * (high - low);
    return same ? before : { unit, low: low - margin, high: high + margin };
  }, { low: -8, high: 3, unit: "pA" });
  const somaLines = createMemo((): Line[] => {
    const line = (one: CameTrial, opacity: number, tone: Tone): Line[] => {
      const own = one.recording.sweeps[0];
      const trace = somaOf(one);
      return own && trace ? [{ samples: trace.samples, start: own.start, step: own.samplePeriod, tone, width: 1.2, opacity }] : [];
    };
    const now = trial();
    if (props.what === "Mean") {
      const soma = measurement()?.soma;
      const rest = now && soma?.unit === "pA" ? somaOf(now)?.rest ?? 0 : 0;
      return soma ? [{ samples: soma.mean.map((value) => value - rest), start: soma.time[0] ?? 0, step: (soma.time[1] ?? 1) - (soma.time[0] ?? 0), tone: "soma", width: 1.3 }] : [];
    }
    if (props.what === "All") return siblings().flatMap((one) => line(one, 0.3, "soma"));
    return now ? line(now, 1, "soma").map((own) => ({ ...own, ...(series().head() === undefined ? {} : { until: series().head() as number }) })) : [];
  });

  const spokenSpine = (): string => {
    const found = row();
    if (!found) return "Not measured yet.";
    return `Trial ${series().place() + 1}${found.call ? `, ${found.call}` : ""}${found.amplitude === undefined ? "" : `, spine ${decimal(found.amplitude, 0)} percent plus or minus ${decimal(found.standardError ?? 0, 0)}`}.`;
  };

  return (
    <Stack clock={props.clock} rows={rows()} stimuli={stimuli()} axis="time" label={`Trial ${series().place() + 1} of ${series().plans().length}`}
      beside={(time) => { const line = Math.floor((time - start()) / period()); return line >= 0 ? `line ${line + 1}` : undefined; }}>
      <Row kind="stimulator" name="Stimulator" short="Stim" spoken={plan()?.stimulus ?? ""}
        value={<StimulatorValue series={series()} stimulus={plan()?.stimulus ?? ""} />}>
        <Show when={series().protocol()}>{(protocol) => (
          <Stimulator protocol={protocol()} stimulus={plan()?.stimulus ?? ""} onChange={props.onChange} picked={props.picked} onPick={props.onPick} />
        )}</Show>
      </Row>
      <Row kind="line scan" name="Line scan" short="Line" about="µm along line" well spoken={`${scan()?.pixelsPerLine ?? 0} pixels, one line every ${period()} ms.`}
        gutter={<Brackets brackets={brackets()} pixelsPerLine={scan()?.pixelsPerLine ?? 1} />}
        value={<Show when={readings()}>{(range) => (
          <LookUpBar table={table()} low={range().low} high={range().high} photons={photonScaleOf(scan()?.channels[calciumChannel(scan())])}>
            <button type="button" class="dim" onClick={nextTable} aria-keyshortcuts="l">{table()} <kbd class="single" aria-hidden="true">L</kbd></button>
          </LookUpBar>
        )}</Show>}>
        <Show when={scan()}>{(lines) => (
          <LineScanPlot table={table()} low={readings()?.low ?? 0} high={readings()?.high ?? 1} brackets={brackets()} head={series().head()}
            scan={{ pixels: pixels(), lines: lines().trials[0]?.lines ?? 0, pixelsPerLine: lines().pixelsPerLine, start: start(), period: period() }} />
        )}</Show>
      </Row>
      <Row kind="trace" name="ΔF/F" about={<>{DRAWN}-point<br />mean</>} spoken={spokenSpine()}
        value={<RelativeValue measurement={measurement()} row={row()} what={props.what} regions={regions()} stale={props.reading.stale() || trial()?.stale === true} />}>
        <TracePlot kind="trace" lines={relativeLines()} range={relativeRange()} unit="%" head={series().head()}
          marked={relativeLines().filter(({ width, tone }) => width >= 1.5 && (tone === "spine" || tone === "shaft"))} />
      </Row>
      <Row kind="soma" name={somaRange().unit === "mV" ? "Soma V" : "Soma I"} short="Soma" about={<>held at<br />{held(plan()?.holding)}<Show when={somaRange().unit === "pA" && trial()}>{(now) => <><br />by {decimal(somaOf(now())?.rest ?? 0, 0)} pA</>}</Show></>} spoken={somaSpoken(row()?.soma, somaRange().unit)}
        value={<Show when={synapticAlone(series().protocol()?.stimuli[plan()?.stimulus ?? ""] ?? [])}><SomaValue measurement={measurement()} value={row()?.soma} call={row()?.somaCall} unit={somaRange().unit} what={props.what} stale={props.reading.stale()} /></Show>}>
        <TracePlot kind="soma" lines={somaLines()} range={somaRange()} unit={somaRange().unit} head={series().head()} />
      </Row>
      <Show when={series().truth()}>
        <Row kind="truth" name="Truth" about={<Choice label="What of the truth" options={TRUTH_VIEWS.map((view) => ({ value: view, text: view }))} value={truthView()} onChange={(view) => setTruthView(TRUTH_VIEWS.find((one) => one === view) ?? "calcium")} />}
          spoken="What happened in the spine, which no instrument shows." value={<TruthValue trial={trial()} view={truthView()} />}>
          <Show when={trial()?.truth} fallback={<p class="note" style={{ padding: "8px" }}>The trials are run again with the truth beside them.</p>}>
            {(truth) => <TruthPlot truth={truth()} view={truthView()} head={series().head()} />}
          </Show>
        </Row>
      </Show>
    </Stack>
  );
}

const TRUTH_VIEWS: readonly TruthView[] = ["calcium", "currents", "voltage"];
/** Upper ends of the axis, %. */
const STEPS = [50, 100, 150, 200, 300, 400, 600, 800, 1200, 2000];

const held = (holding: number | undefined): string => (holding === undefined ? "" : `${decimal(holding, 0)} mV`);
const somaSpoken = (value: number | undefined, unit: string): string => (value === undefined ? "Not measured yet." : `Response ${decimal(value, 1)} ${unit}.`);

/** Between the 0.4th and the 99.6th percentile of some: the shock's artefact doesn't set the scale. */
function innerRange(samples: ArrayLike<number>): Range | undefined {
  if (samples.length === 0) return undefined;
  const step = Math.max(1, Math.floor(samples.length / 1500));
  const some = Array.from({ length: Math.ceil(samples.length / step) }, (_, k) => samples[k * step] as number);
  return { low: quantile(some, 0.004), high: quantile(some, 0.996) };
}

function StimulatorValue(props: { readonly series: Series; readonly stimulus: string }): JSX.Element {
  const list = (): readonly Stimulus[] => props.series.protocol()?.stimuli[props.stimulus] ?? [];
  return (
    <Show when={leadOf(list())} fallback={<><span class="dim">{props.stimulus}</span><div class="unit">every {props.series.protocol()?.interval}</div><Show when={list().length === 0}><div class="unit">nothing is done</div></Show></>}>
      {(lead) => (
        <>
          <span class="dim">{lead().time >= 0 ? "EPSPs lead by" : "EPSPs follow by"}</span>
          <div class="big">{decimal(Math.abs(lead().time), 0)} <span class="unit">ms</span></div>
          <span class="unit">{lead().between}</span>
        </>
      )}
    </Show>
  );
}

function RelativeValue(props: {
  readonly measurement: Measurement | undefined; readonly row: ReturnType<SeriesReading["rowOf"]>; readonly what: Show_; readonly regions: readonly Region[]; readonly stale: boolean;
}): JSX.Element {
  const mean = (k: number): string => {
    const answer = props.measurement?.regions[k]?.amplitude;
    if (!answer || isRefusal(answer)) return "–";
    return decimal(answer.value, digitsFor(answer));
  };
  const error = (k: number): string => {
    const answer = props.measurement?.regions[k]?.amplitude;
    return !answer || isRefusal(answer) || answer.standardError === undefined ? "" : ` ± ${decimal(answer.standardError, digitsFor(answer))}`;
  };
  return (
    <div classList={{ stale: props.stale }}>
      <For each={props.regions.slice(0, 2)}>{(region, k) => (
        <>
          <div class={`tone-${TONES[k()] ?? "ink"}`}><i class="swatch" /><span class="dim">{region.name}</span></div>
          <div>
            <Show when={k() === 0 && props.what === "Trial" && props.row?.amplitude !== undefined} fallback={<Show when={mean(k()) !== "–"} fallback={<span class="unit">no response measured</span>}><span class="big">{mean(k())}</span><span class="interval">{error(k())} % <span class="unit">mean</span></span></Show>}>
              <span class="big">{decimal(props.row?.amplitude ?? 0, 0)}</span><span class="interval"> ± {decimal(props.row?.standardError ?? 0, 0)} %</span>
            </Show>
          </div>
        </>
      )}</For>
      <Show when={props.what === "Trial" && props.row?.call}>{(call) => (
        <div><span class="strong">{call().charAt(0).toUpperCase() + call().slice(1)}</span> <span class="unit">d′ {decimal(props.row?.detectability ?? 0, 0)}</span></div>
      )}</Show>
    </div>
  );
}

function SomaValue(props: { readonly measurement: Measurement | undefined; readonly value: number | undefined; readonly call: string | undefined; readonly unit: string; readonly what: Show_; readonly stale: boolean }): JSX.Element {
  const amplitude = (): { readonly text: string; readonly error: string } | undefined => {
    const answer = props.measurement?.soma?.amplitude;
    if (!answer || isRefusal(answer)) return undefined;
    const digits = digitsFor(answer);
    return { text: decimal(answer.value, digits), error: answer.standardError === undefined ? "" : ` ± ${decimal(answer.standardError, digits)}` };
  };
  return (
    <div classList={{ stale: props.stale }}>
      <span class="dim">{props.unit === "mV" ? "EPSP" : "EPSC"}</span>
      <Show when={props.what === "Trial" && props.value !== undefined} fallback={
        <Show when={amplitude()} fallback={<div class="unit">no response that the bench can measure</div>}>{(found) => <div><span class="big">{found().text}</span><span class="interval">{found().error} {props.unit} <span class="unit">mean</span></span></div>}</Show>
      }>
        <div><span class="big">{decimal(props.value ?? 0, 1)}</span> <span class="interval">{props.unit}</span></div>
        <span class="unit">{props.call ?? ""}</span>
      </Show>
    </div>
  );
}

function TruthValue(props: { readonly trial: CameTrial | undefined; readonly view: TruthView }): JSX.Element {
  const peak = (): { readonly value: number; readonly unit: string; readonly about: string } | undefined => (props.trial?.truth ? truthRows(props.trial.truth, props.view).peak : undefined);
  return (
    <Show when={peak()}>{(found) => (
      <>
        <span class="tone-truth"><i class="swatch" />{found().about}</span>
        <div class="big tone-truth">{decimal(found().value, Math.abs(found().value) < 10 ? 2 : 0)} <span class="unit">{found().unit}</span></div>
      </>
    )}</Show>
  );
}
