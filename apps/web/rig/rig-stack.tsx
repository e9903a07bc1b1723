/** The rig's stack: stimulator, line scan, ΔF/F, soma, and the truth where it is asked for. */
import { createMemo, createSignal, Show, type JSX } from "solid-js";
import type { Measurement, Region } from "radiatum";
import { regionsAsked, regionsInAddress, type Asked } from "./asked.js";
import { decimal } from "../controls/number.js";
import { Choice } from "../controls/controls.js";
import { inPage, withMinus } from "../controls/page-words.js";
import { said, say } from "../shell/address.js";
import { table, nextTable } from "../shell/look.js";
import { BaselineBar } from "../stack/baseline-bar.js";
import type { Clock } from "../stack/clock.js";
import type { RowKind } from "../stack/layout.js";
import { Brackets, LineScanPlot, LookUpBar, type Bracket } from "../stack/line-scan.js";
import { readingRange } from "../stack/colours.js";
import { IntervalMean } from "../stack/interval-mean.js";
import { lineNames } from "../stack/line-names.js";
import { photonScaleOf } from "../stack/photons.js";
import { DRAWN, fitOfTrial, forTheEye } from "../stack/for-the-eye.js";
import { Row, Stack } from "../stack/stack.js";
import { TracePlot, type Line, type LineLabel, type Range, type Tone } from "../stack/traces.js";
import { otherOrder, synapticAlone, timesOf } from "./lead.js";
import { calciumChannel, whyNoTraces, type RelativeTraces } from "./optical.js";
import { relativeOf, somaOf } from "./overwriting.js";
import type { SeriesReading } from "./reading.js";
import { RelativeValue, SomaValue, StimulatorValue, TONES, TruthValue, type Show_ } from "./row-values.js";
import type { CameTrial } from "./came-trial.js";
import type { Series } from "./series.js";
import { Stimulator } from "./stimulator.js";
import { asked } from "./the-series.js";
import { TruthPlot, type TruthView } from "./truth-row.js";

export interface RigStackProps {
  readonly series: Series;
  readonly reading: SeriesReading;
  readonly clock: Clock;
  readonly what: Show_;
  /** Fields of what is done in the trial in sight, at this place. */
  readonly onStimulus: (place: number, fields: Readonly<Record<string, string>>) => Promise<unknown>;
  readonly picked: number | undefined;
  readonly onPick: (place: number) => void;
  /** Place of the region that has grips. */
  readonly region: number | undefined;
  readonly onRegion: (place: number) => void;
}

const smoothed = new WeakMap<Float64Array, Float64Array>();

/** What is drawn over the samples, made once. */
function smooth(samples: Float64Array): Float64Array {
  const known = smoothed.get(samples) ?? forTheEye(samples);
  smoothed.set(samples, known);
  return known;
}

export function RigStack(props: RigStackProps): JSX.Element {
  const truthView = (): TruthView => TRUTH_VIEWS.find((view) => view === said("truth")) ?? "calcium";
  /** F₀'s window, or a region, while it is dragged. */
  const [held, setHeld] = createSignal<Asked>();
  const now = (): Asked => ({ ...asked(), ...held() });
  const tracesOf = (one: CameTrial): RelativeTraces | undefined => relativeOf(one, asked());
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
  /** As far as the sweep has come. */
  const spikes = (): readonly number[] => (somaOf(trial())?.spikes ?? []).filter((time) => time <= (series().head() ?? Infinity));
  const regions = createMemo((): readonly Region[] => regionsAsked(trial()?.recording.regions ?? [], now()));
  const traces = createMemo(() => {
    const one = trial();
    return one && relativeOf(one, now());
  });
  /** Of the trial in sight; of a mean its own gutter says it. */
  const whyNone = (): string | undefined => {
    const one = trial();
    if (one && !scan()) return "There is no dye in the pipette, so there is no light to read.";
    return one && props.what !== "Mean" ? whyNoTraces(one.recording, now()) : undefined;
  };
  const brackets = createMemo((): Bracket[] => {
    const background = traces()?.background;
    return [
      ...regions().map(({ name, from, to }, k): Bracket => ({ name, from, to, tone: TONES[Math.min(k, 2)] as Tone })),
      ...(background ? [{ name: "backgr", tone: "background" as const, fixed: true, ...background }] : []),
    ];
  });
  const moveRegion = (place: number, from: number, to: number, dragging: boolean): void => {
    const { name = "" } = regions()[place] ?? {};
    const moved = [...(asked().regions ?? []).filter((one) => one.name !== name), { name, from, to }];
    setHeld(dragging ? { regions: moved } : undefined);
    if (!dragging) say({ regions: regionsInAddress(moved) });
  };
  const pixels = createMemo(() => scan()?.trials[0]?.pixels[calciumChannel(scan())] ?? null);
  /** Of the first trial that came, for all: brightness says the same from trial to trial. */
  const readings = createMemo<{ readonly low: number; readonly high: number; readonly of: string } | undefined>((before) => {
    if (trial() && !scan()) return undefined; // without a dye
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
  /** What a pinned interval is a mean of: the trial's samples, or of all trials of its kind one mean each. */
  const between = (): readonly (ArrayLike<number> | undefined)[] => (props.what === "Trial" ? [traces()?.traces[0]] : siblings().map((one) => tracesOf(one)?.traces[0]));
  const measurement = (): Measurement | undefined => props.reading.measurementOf(series().place());
  const row = (): ReturnType<SeriesReading["rowOf"]> => props.reading.rowOf(series().place());

  /** The other of two orders, under the same solution: dashed beneath. */
  const other = (): string | undefined => otherOrder(series().protocol()?.stimuli ?? {}, plan()?.stimulus ?? "");
  const otherMeasured = (): Measurement | undefined => {
    const name = other();
    const group = name === undefined ? undefined : props.reading.groups()?.groups.find(({ stimulus, condition }) => stimulus === name && condition === plan()?.condition);
    return group && "answer" in group.found ? group.found.answer : undefined;
  };
  const relativeRange = createMemo<Range & { readonly of: string }>((before) => {
    const of = series().protocol()?.name ?? "";
    const drawn = [
      ...series().shown().flatMap((one) => tracesOf(one)?.traces.map(smooth) ?? []),
      ...(measurement()?.regions ?? []).flatMap(({ mean, fit }) => (fit ? [smooth(mean), fit] : [smooth(mean)])),
    ];
    const [lowest, highest] = [least(drawn), most(drawn)];
    const high = STEPS.find((step) => step >= 1.06 * highest) ?? highest;
    const low = Math.min(-0.22 * high, 1.06 * lowest);
    // Within an experiment no smaller than it was, so that trials can be compared with the eye; unless nothing would be seen.
    if (before.of !== of || before.high > MUCH * high) return { of, low, high };
    return before.high >= high && before.low <= low ? before : { of, low: Math.min(low, before.low), high: Math.max(high, before.high) };
  }, { of: "", low: -11, high: 50 });

  /** In the way of the first: the same hue, dashed. */
  const otherLines = (common: { readonly start: number; readonly step: number }): Line[] =>
    (otherMeasured()?.regions.slice(0, 1) ?? []).map(({ mean }) => ({ ...common, samples: smooth(mean), tone: "spine", width: 1.3, dash: [5, 4], opacity: 0.85 }));

  const relativeLines = createMemo((): Line[] => {
    const now = trial();
    const found = traces();
    const common = { start: start() + period() / 2, step: period() };
    const until = series().head() === undefined ? {} : { until: series().head() as number };
    const lines: Line[] = [];
    if (props.what === "Mean") {
      for (const [k, region] of (measurement()?.regions ?? []).entries()) {
        const tone = TONES[Math.min(k, 2)] as Tone;
        lines.push({ ...common, samples: region.mean, tone, width: 1, dots: true, opacity: 0.5 }, { ...common, samples: smooth(region.mean), tone, width: k === 0 ? 2 : 1.4, band: region.standardError });
        if (k === 0 && region.fit) lines.push({ ...common, samples: region.fit, tone: "ink", width: 1.1 });
      }
      return [...otherLines(common), ...lines.reverse()];
    }
    for (const other of siblings()) {
      if (other === now && props.what === "Trial") continue;
      const call = props.reading.rowOf(other.place)?.call;
      const first = tracesOf(other)?.traces[0];
      if (first) lines.push({ ...common, samples: smooth(first), tone: call === "failure" ? "ink-3" : "spine", width: 1, opacity: other.stale ? 0.12 : 0.34 });
    }
    lines.push(...otherLines(common));
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

  const relativeLabels = createMemo((): LineLabel[] =>
    props.what === "All" || series().head() !== undefined ? [] : lineNames(relativeLines(), regions().slice(0, 2).map(({ name }, k) => ({ name, tone: TONES[k] as Tone })), props.clock.view(), stimuli()[0]));

  const sweep = createMemo(() => trial()?.recording.sweeps[0]);
  const somaRange = createMemo<Range & { readonly unit: string }>((before) => {
    const unit = sweep()?.unit ?? before.unit;
    const bounds = siblings().map((one) => somaOf(one)?.range).filter((one) => one !== undefined);
    if (bounds.length === 0) return before;
    const low = Math.min(...bounds.map((one) => one.low));
    const high = Math.max(...bounds.map((one) => one.high));
    const same = before.unit === unit && before.low <= low && before.high >= high && before.high - before.low < MUCH * (high - low);
    const margin = 0.06 * (high - low);
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
      const rest = now && sweep()?.unit === "pA" ? somaOf(now)?.rest ?? 0 : 0;
      const mean = (of: Measurement | undefined, look: Pick<Line, "width" | "dash" | "opacity">): Line[] => {
        const soma = of?.soma;
        return soma ? [{ ...look, samples: soma.mean.map((value) => value - rest), start: soma.time[0] ?? 0, step: (soma.time[1] ?? 1) - (soma.time[0] ?? 0), tone: "soma" }] : [];
      };
      return [...mean(otherMeasured(), { width: 1.1, dash: [5, 4], opacity: 0.6 }), ...mean(measurement(), { width: 1.3 })];
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
          <Stimulator protocol={protocol()} stimulus={plan()?.stimulus ?? ""} other={other()} waits={series().playing()} spikes={spikes()} onChange={props.onStimulus} picked={props.picked} onPick={props.onPick} />
        )}</Show>
      </Row>
      <Row kind="line scan" name="Line scan" short="Line" about="µm along line" well spoken={`${scan()?.pixelsPerLine ?? 0} pixels, one line every ${period()} ms.`}
        gutter={<Brackets brackets={brackets()} pixelsPerLine={scan()?.pixelsPerLine ?? 1} picked={props.region} onPick={props.onRegion} />}
        value={<Show when={readings()}>{(range) => (
          <LookUpBar table={table()} low={range().low} high={range().high} photons={photonScaleOf(scan()?.channels[calciumChannel(scan())])}>
            <button type="button" class="dim" onClick={nextTable} aria-keyshortcuts="l">{table()} <kbd class="single" aria-hidden="true">L</kbd></button>
          </LookUpBar>
        )}</Show>}>
        <Show when={scan()}>{(lines) => (
          <LineScanPlot table={table()} low={readings()?.low ?? 0} high={readings()?.high ?? 1} brackets={brackets()} head={series().head()} picked={props.region} onMove={moveRegion}
            scan={{ pixels: pixels(), lines: lines().trials[0]?.lines ?? 0, pixelsPerLine: lines().pixelsPerLine, start: start(), period: period(), pixelSize_um: lines().pixelSize_um }} />
        )}</Show>
      </Row>
      <Row kind="trace" name="ΔF/F" about={<>{DRAWN}-point<br />mean</>} spoken={spokenSpine()}
        value={<RelativeValue measurement={measurement()} other={other()} otherMeasured={otherMeasured()} row={row()} what={props.what} regions={regions()} stale={props.reading.stale() || trial()?.stale === true}
          between={<IntervalMean clock={props.clock} traces={between()} start={start() + period() / 2} step={period()} unit="%" />} />}>
        <TracePlot kind="trace" lines={relativeLines()} range={relativeRange()} unit="%" labels={relativeLabels()} head={series().head()}
          marked={relativeLines().filter(({ width, tone }) => width >= 1.5 && (tone === "spine" || tone === "shaft"))}>
          <Show when={props.what === "Mean" ? undefined : traces()?.baseline}>{(base) => (
            <BaselineBar from={base().from} to={base().to} lines={scan()?.trials[0]?.lines ?? 0} start={start()} period={period()} range={relativeRange()}
              onMove={(from, to, dragging) => {
                setHeld(dragging ? { baseline: { from, to } } : undefined);
                if (!dragging) say({ f0: `${from}_${to}` });
              }} />
          )}</Show>
        </TracePlot>
        <Show when={whyNone()}>{(why) => <p class="on-row note">{withMinus(inPage(why()))}</p>}</Show>
      </Row>
      <Row kind="soma" name={somaRange().unit === "mV" ? "Soma V" : "Soma I"} short="Soma" about={<>held at<br />{holding(plan()?.holding)}</>} spoken={somaSpoken(row()?.soma, somaRange().unit)}
        value={<SomaValue measurement={measurement()} value={row()?.soma} call={row()?.somaCall} unit={somaRange().unit} what={props.what} stale={props.reading.stale()}
          alone={synapticAlone(series().protocol()?.stimuli[plan()?.stimulus ?? ""] ?? [])} rest={somaOf(trial())?.rest}
          between={<IntervalMean clock={props.clock} traces={props.what === "Trial" ? [somaOf(trial())?.samples] : siblings().map((one) => somaOf(one)?.samples)} start={sweep()?.start ?? 0} step={sweep()?.samplePeriod ?? 1} unit={somaRange().unit} />} />}>
        <TracePlot kind="soma" lines={somaLines()} range={somaRange()} unit={somaRange().unit} head={series().head()} />
      </Row>
      <Show when={series().truth()}>
        <Row kind="truth" name="Truth" about="in the spine" spoken="What happened in the spine, which no instrument shows."
          value={<>
            <TruthValue trial={trial()} view={truthView()} />
            <TruthChoice view={truthView()} />
          </>}>
          <Show when={trial()?.truth} fallback={<p class="note" style={{ padding: "8px" }}>The trials are run again with the truth beside them.</p>}>
            {(truth) => <TruthPlot truth={truth()} view={truthView()} head={series().head()} />}
          </Show>
          <div class="plot-choice phone-only"><TruthChoice view={truthView()} /></div>
        </Row>
      </Show>
    </Stack>
  );
}

function TruthChoice(props: { readonly view: TruthView }): JSX.Element {
  return <Choice label="What of the truth" options={TRUTH_VIEWS.map((view) => ({ value: view, text: view }))} value={props.view} onChange={(view) => say({ truth: view === "calcium" ? "on" : view })} />;
}

const TRUTH_VIEWS: readonly TruthView[] = ["calcium", "currents", "voltage"];
/** Upper ends of the axis, %. */
const STEPS = [50, 100, 150, 200, 300, 400, 600, 800, 1200, 2000];

/** Times as high as what is drawn: so much empty room that the scale is made anew. */
const MUCH = 2.5;
const least = (traces: readonly Float64Array[]): number => traces.reduce((low, trace) => trace.reduce((a, v) => Math.min(a, v), low), 0);
const most = (traces: readonly Float64Array[]): number => traces.reduce((high, trace) => trace.reduce((a, v) => Math.max(a, v), high), 0);

const holding = (mV: number | undefined): string => (mV === undefined ? "" : `${decimal(mV, 0)} mV`);
const somaSpoken = (value: number | undefined, unit: string): string => (value === undefined ? "Not measured yet." : `Response ${decimal(value, 1)} ${unit}.`);

