/** The recording on one time axis: line scan with its brackets, ΔF/F, the electrode. */
import { createEffect, createMemo, createSignal, For, on, Show, type JSX } from "solid-js";
import {
  answerOf,
  deltaFOverF,
  isRefusal,
  meanWithInterval,
  quantile,
  regionTrace,
  smooth,
  type Answer,
  type MeasuredRegion,
} from "radiatum";
import { decimal, digitsFor, Measured } from "../controls/number.js";
import { inPage } from "../controls/page-words.js";
import { said } from "../shell/address.js";
import { useCommands } from "../shell/commands.js";
import { nextTable, table } from "../shell/look.js";
import { createClock, type Span } from "../stack/clock.js";
import type { RowKind } from "../stack/layout.js";
import { Brackets, LineScanPlot, LookUpBar, type Scan } from "../stack/line-scan.js";
import { Row, Stack } from "../stack/stack.js";
import { TracePlot, type Line, type Range } from "../stack/traces.js";
import { BaselineBar } from "./baseline-bar.js";
import { followAddress } from "./clock-address.js";
import { baselineOf, channelOf, placesOf, scanOf, sweepOf, withBaseline, withPlace } from "./places.js";
import { rowOf, session } from "./session.js";

/** Lines of the drawn moving average; nothing is measured on it. */
const DRAWN = 7;
const forTheEye = (values: Float64Array): Float64Array =>
  values.length < DRAWN ? values : smooth(values, { kind: "moving average", points: DRAWN });
/** A scan of less than this share of the time is looked at by itself first. */
const MOSTLY = 0.6;
/** ms that a stimulus's artefact lasts at the electrode. */
const ARTEFACT = 2.5;
/** Other trials laid under the present one; more would be a wash. */
const GHOSTS = 60;

export function BenchStack(): JSX.Element {
  const { recording, measurement, choices, trial, shown } = session;
  const scan = createMemo(() => scanOf(recording(), measurement(), choices()));
  const channel = (): number => {
    const found = scan();
    return found ? channelOf(found, measurement(), choices()) : 0;
  };
  const period = (): number => scan()?.timing.period ?? 1;
  const own = createMemo(() => scan()?.trials.find((one) => one.trial === trial()));
  const sweep = createMemo(() => sweepOf(recording(), trial(), measurement()?.soma?.channel));
  const offset = (): number => recording()?.sweepOffset ?? 0;
  const clocked = (): boolean => !scan() || scan()?.timing.period !== undefined;
  const whole = createMemo(
    (): Span => {
      const spans: Span[] = [];
      const lines = Math.max(0, ...(scan()?.trials ?? []).map((one) => one.lines));
      const start = clocked() ? (scan()?.trials[0]?.start ?? 0) : 0;
      if (lines > 0) spans.push({ from: start, to: start + lines * period() });
      const trace = sweep();
      if (trace && clocked())
        spans.push({
          from: offset() + trace.start,
          to: offset() + trace.start + trace.samples.length * trace.samplePeriod,
        });
      return spans.length === 0
        ? { from: 0, to: 1 }
        : { from: Math.min(...spans.map(({ from }) => from)), to: Math.max(...spans.map(({ to }) => to)) };
    },
    undefined,
    { equals: (a, b) => a.from === b.from && a.to === b.to },
  );
  const stimuli = (): readonly number[] => (measurement()?.stimuli ?? []).map(({ start }) => start);
  const clock = createClock({
    whole,
    unit: () => (clocked() ? "ms" : "lines"),
    zero: () => stimuli()[0] ?? 0,
    snap: () => (scan() ? period() : undefined),
  });
  followAddress(clock);
  // Where the electrode was read for much longer than the scan, one begins with the scan; "0" shows all.
  createEffect(
    on(
      () => session.recording(),
      () => {
        const found = scan();
        if (!found || !clocked() || said("view") !== "") return;
        const lines = Math.max(...found.trials.map((one) => one.lines));
        const start = found.trials[0]?.start ?? 0;
        const { from, to } = whole();
        if (lines * period() < MOSTLY * (to - from)) clock.show({ from: start, to: start + lines * period() });
      },
    ),
  );
  const [picked, setPicked] = createSignal<number>();
  const [edge, setEdge] = createSignal<"from" | "to">("from");
  const places = createMemo(() => placesOf(choices(), measurement()));
  const move = (at: number, from: number, to: number, dragging: boolean): void => {
    const next = withPlace(choices(), places(), at, from, to);
    if (dragging) session.setDraft(next);
    else session.change(`${places()[at]?.name ?? "Region"} set to ${from} to ${to}`, next);
  };
  const nudge = (by: number): void => {
    const at = picked();
    const place = at === undefined ? undefined : places()[at];
    const last = (scan()?.pixelsPerLine ?? 1) - 1;
    if (at === undefined || !place) return;
    const from = edge() === "from" ? Math.max(0, Math.min(place.to, place.from + by)) : place.from;
    const to = edge() === "to" ? Math.min(last, Math.max(place.from, place.to + by)) : place.to;
    if (from !== place.from || to !== place.to) move(at, from, to, false);
  };
  const pick = (at: number): void => {
    if (picked() === at) setEdge((now) => (now === "from" ? "to" : "from"));
    else {
      setPicked(at);
      setEdge("from");
    }
  };
  useCommands([
    ...[0, 1, 2].map((at) => ({
      key: String(at + 1),
      name: `Pick region ${at + 1}; again for its other edge`,
      run: () => pick(at),
      when: () => places()[at] !== undefined,
    })),
    {
      key: "ArrowUp",
      name: "Move the picked region's edge up by a pixel",
      run: () => nudge(-1),
      when: () => picked() !== undefined,
    },
    {
      key: "ArrowDown",
      name: "Move the picked region's edge down by a pixel",
      run: () => nudge(1),
      when: () => picked() !== undefined,
    },
    { key: "[", name: "Zoom time in", run: () => clock.zoom(0.7, clock.cursor()) },
    { key: "]", name: "Zoom time out", run: () => clock.zoom(1 / 0.7, clock.cursor()) },
    { key: "0", name: "Show all of the time", run: clock.showAll },
    {
      key: "Escape",
      name: "Let go of region and cursor",
      run: () => {
        setPicked(undefined);
        clock.unpin();
      },
      when: () => picked() !== undefined || clock.pinned() !== undefined,
    },
  ]);

  const picture = createMemo(() => {
    const name = scan()?.channels[channel()]?.name;
    return measurement()?.pictures.find((one) => one.channel === name);
  });
  const image = createMemo((): Scan => {
    const found = scan();
    const mean = picture();
    const width = found?.pixelsPerLine ?? 0;
    if (shown() === "Mean" && mean)
      return {
        pixels: mean.values,
        lines: mean.lines,
        pixelsPerLine: mean.pixels,
        start: whole().from,
        period: period(),
      };
    const trace = own();
    return {
      pixels: trace?.pixels[channel()] ?? null,
      lines: trace?.lines ?? 0,
      pixelsPerLine: width,
      start: clocked() ? (trace?.start ?? 0) : 0,
      period: period(),
    };
  });
  const levels = createMemo((): Range => {
    const found = picture();
    if (found) return { low: found.low, high: found.high };
    const pixels = image().pixels;
    if (!pixels || pixels.length === 0) return { low: 0, high: 1 };
    const step = Math.max(1, Math.floor(pixels.length / 5000));
    const some = Array.from({ length: Math.floor(pixels.length / step) }, (_, k) => pixels[k * step] as number);
    return { low: quantile(some, 0.01), high: quantile(some, 0.997) };
  });

  /** The present trial's ΔF/F in the places as they are dragged; what is measured follows when they are let go. */
  const traces = createMemo(
    (): readonly { readonly name: string; readonly tone: Line["tone"]; readonly values: Float64Array }[] => {
      const found = measurement();
      const pixels = own()?.pixels[channel()];
      const base = baselineOf(choices(), found);
      const width = scan()?.pixelsPerLine;
      if (!found || !pixels || !base || width === undefined) return [];
      return places().flatMap(({ kind, name, tone, from, to }) => {
        if (kind === "background") return [];
        try {
          const counts = regionTrace(pixels, { pixelsPerLine: width, region: { from, to } });
          const under = found.background[found.parameters.channel]?.value ?? 0;
          return [{ name, tone, values: deltaFOverF(counts, { baseline: base, background: under, label: name }) }];
        } catch {
          return []; // too dim for ΔF/F here: the value gutter says so
        }
      });
    },
  );
  const startOfLines = (): number => image().start;
  const line = (samples: ArrayLike<number>, more: Omit<Line, "samples" | "start" | "step">): Line => ({
    samples,
    start: startOfLines() + period() / 2,
    step: period(),
    ...more,
  });
  const leading = (): MeasuredRegion | undefined => measurement()?.regions[0];
  const fitOfTrial = createMemo(() => {
    const region = leading();
    const amplitude = rowOf(trial())?.amplitude;
    if (!region?.fit || amplitude === undefined) return undefined;
    const top = region.fit.reduce((a, b) => Math.max(a, b), 0);
    return top > 0 ? region.fit.map((value) => (value * amplitude) / top) : undefined;
  });
  const ghosts = createMemo((): readonly Line[] => {
    const found = measurement();
    const region = leading();
    if (!found || !region || shown() === "Mean") return [];
    const strong = shown() === "All";
    return found.trials
      .flatMap((row, k): Line[] => {
        const values = region.traces[k];
        if (!values || values.length === 0 || !row.included || row.trial === trial()) return [];
        const success = row.call === "success";
        return [
          line(forTheEye(values), {
            tone: success || row.call === undefined ? "spine" : "ink-3",
            width: 0.8,
            opacity: strong ? 0.5 : success ? 0.22 : 0.12,
          }),
        ];
      })
      .slice(0, GHOSTS);
  });
  const deltaLines = createMemo((): readonly Line[] => {
    const found = measurement();
    if (!found) return [];
    if (shown() === "Mean") {
      return [...found.regions].reverse().flatMap((region): Line[] => {
        const k = found.regions.indexOf(region);
        const tone = places()[k]?.tone ?? "ink-2";
        const band = [-1, 1].map((sign) =>
          line(
            region.mean.map((value, i) => value + sign * (region.standardError[i] ?? 0)),
            { tone, width: 0.7, opacity: 0.35 },
          ),
        );
        return [
          ...band,
          ...(k === 0 ? [line(region.mean, { tone, width: 1, dots: true, opacity: 0.6 })] : []),
          line(forTheEye(region.mean), { tone, width: k === 0 ? 2 : 1.4 }),
          ...(k === 0 && region.fit ? [line(region.fit, { tone: "ink", width: 1.2 })] : []),
        ];
      });
    }
    const [first, ...others] = traces();
    const fit = fitOfTrial();
    return [
      ...ghosts(),
      ...(first ? [line(first.values, { tone: first.tone, width: 1.6, dots: true, opacity: 0.55 })] : []),
      ...others.map(({ values, tone }) => line(forTheEye(values), { tone, width: 1.4 })),
      ...(first ? [line(forTheEye(first.values), { tone: first.tone, width: 2 })] : []),
      ...(fit ? [line(fit, { tone: "ink", width: 1.2 })] : []),
    ];
  });
  /** Of all trials, so that it stays when one goes from one to the next. */
  const deltaRange = createMemo((): Range => {
    const all = (measurement()?.regions ?? []).flatMap(({ traces: each }) =>
      each.flatMap((trace) => {
        const step = Math.max(1, Math.floor(trace.length / 200));
        return Array.from(trace).filter((value, k) => k % step === 0 && Number.isFinite(value));
      }),
    );
    if (all.length < 3) return { low: -20, high: 100 };
    const [low, high] = [quantile(all, 0.005), quantile(all, 0.995)];
    const room = 0.06 * (high - low) || 1;
    return { low: Math.min(low - room, -room), high: high + room };
  });
  const unit = (): string => measurement()?.soma?.unit ?? sweep()?.unit ?? "";
  const quantity = (): string => measurement()?.soma?.quantity ?? sweep()?.quantity ?? "";
  const somaLines = createMemo((): readonly Line[] => {
    const found = measurement()?.soma;
    const trace = sweep();
    if (shown() === "Mean" && found && found.time.length > 1) {
      return [
        {
          samples: found.mean,
          start: found.time[0] as number,
          step: (found.time[1] as number) - (found.time[0] as number),
          tone: "soma",
          width: 1.3,
        },
      ];
    }
    const others: Line[] =
      shown() === "All" && found && found.time.length > 1
        ? found.traces
            .slice(0, GHOSTS)
            .map((samples) => ({
              samples,
              start: found.time[0] as number,
              step: (found.time[1] as number) - (found.time[0] as number),
              tone: "ink-3",
              width: 0.8,
              opacity: 0.4,
            }))
        : [];
    return trace
      ? [
          ...others,
          {
            samples: trace.samples,
            start: offset() + trace.start,
            step: trace.samplePeriod,
            tone: "soma",
            width: 1.15,
          },
        ]
      : others;
  });
  const somaRange = createMemo((): Range => {
    const found = measurement()?.soma;
    // The stimulus's own artefact is far larger than any response, and would flatten what it set off.
    const lit = (time: number): boolean => stimuli().some((at) => time > at - 0.5 && time < at + ARTEFACT);
    if (quantity() === "current") {
      const all = (found?.traces ?? []).flatMap((trace) =>
        Array.from(trace).filter((value, k) => Number.isFinite(value) && !lit(found?.time[k] ?? 0)),
      );
      if (all.length > 2) return roomy(quantile(all, 0.001), quantile(all, 0.999));
    }
    // Of a potential all is wanted, action potentials above all.
    const channel = sweep()?.channel;
    let [low, high] = [Infinity, -Infinity];
    for (const each of session.recording()?.sweeps ?? []) {
      if (each.channel !== channel) continue;
      const outside = stimuli().length === 0;
      each.samples.forEach((value, k) => {
        if (Number.isFinite(value) && (outside || !lit(offset() + each.start + k * each.samplePeriod))) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      });
    }
    return low < high ? roomy(low, high) : { low: -1, high: 1 };
  });
  const rows = createMemo((): readonly RowKind[] => [
    ...(scan() ? (["line scan", "trace"] as const) : []),
    ...((sweep() ?? measurement()?.soma) ? (["soma"] as const) : []),
  ]);
  const holding = (): number | undefined =>
    recording()?.conditions.find(({ name }) => name === recording()?.trials[trial()]?.condition)?.holding;

  return (
    <div class="bench-stack">
      <Stack
        clock={clock}
        rows={rows()}
        stimuli={stimuli()}
        label={`Trial ${trial() + 1} of ${recording()?.trials.length ?? 0}`}
        axis={stimuli().length > 0 ? "from stimulus" : clocked() ? "time" : "line"}
        beside={(time) => (scan() && clocked() ? `line ${Math.round((time - image().start) / period())}` : undefined)}
      >
        <Show when={scan()}>
          {(found) => (
            <>
              <Row
                kind="line scan"
                name="Line scan"
                short="Line"
                about={shown() === "Mean" ? "mean of trials" : "drag the grips"}
                well
                spoken={`${found().channels[channel()]?.name ?? ""}, ${image().lines} lines of ${found().pixelsPerLine} pixels`}
                value={
                  <LookUpBar table={table()} low={levels().low} high={levels().high} unit="counts">
                    <button
                      type="button"
                      class="table-button"
                      aria-label={`Look-up table ${table()}, next`}
                      onClick={nextTable}
                    >
                      {table()}
                    </button>
                  </LookUpBar>
                }
                gutter={
                  <Brackets brackets={places()} pixelsPerLine={found().pixelsPerLine} picked={picked()} onPick={pick} />
                }
              >
                <LineScanPlot
                  scan={image()}
                  low={levels().low}
                  high={levels().high}
                  table={table()}
                  brackets={places()}
                  picked={picked()}
                  onMove={move}
                />
                <Show when={endsEarly(image(), found())}>
                  {(end) => (
                    <span
                      class="ends"
                      style={{ left: `${clock.x(image().start + end() * period())}px` }}
                      aria-hidden="true"
                    />
                  )}
                </Show>
              </Row>
              <Row kind="trace" name="ΔF/F" about={<DeltaAbout />} spoken={spokenDelta()} value={<DeltaValues />}>
                <TracePlot kind="trace" lines={deltaLines()} range={deltaRange()} unit="%">
                  <Show when={baselineOf(choices(), measurement())}>
                    {(base) => (
                      <BaselineBar
                        from={base().from}
                        to={base().to}
                        lines={image().lines}
                        start={image().start}
                        period={period()}
                        range={deltaRange()}
                        onMove={(from, to, dragging) =>
                          dragging
                            ? session.setDraft(withBaseline(choices(), from, to))
                            : session.change(
                                `F₀ window set to lines ${from} to ${to - 1}`,
                                withBaseline(choices(), from, to),
                              )
                        }
                      />
                    )}
                  </Show>
                </TracePlot>
                <Show when={whyNoTrace()}>{(why) => <p class="on-row note">{why()}</p>}</Show>
              </Row>
            </>
          )}
        </Show>
        <Show when={rows().includes("soma")}>
          <Row
            kind="soma"
            name={quantity() === "current" ? "Soma I" : quantity() === "potential" ? "Soma V" : "Electrode"}
            short="Soma"
            value={<SomaValues />}
            about={
              holding() === undefined ? (
                (measurement()?.soma?.channel ?? sweep()?.channel)
              ) : (
                <>
                  held at
                  <br />
                  {decimal(holding() ?? 0, 0)} mV
                </>
              )
            }
            spoken={spokenSoma()}
          >
            <TracePlot kind="soma" lines={somaLines()} range={somaRange()} unit={unit()} />
          </Row>
        </Show>
      </Stack>
    </div>
  );

  function whyNoTrace(): string | undefined {
    const rest = leading()?.restingFluorescence;
    if (!rest || !isRefusal(rest) || (shown() !== "Mean" && traces().length > 0)) return undefined;
    return inPage(rest.refused);
  }

  function DeltaAbout(): JSX.Element {
    return (
      <>
        {(measurement()?.regions ?? [])
          .slice(0, 2)
          .map(({ name }) => name)
          .join(" and ")}
      </>
    );
  }

  /** Between two clicks: the mean of what is drawn of the leading region, or of the electrode, with the error of its samples. */
  function IntervalMean(props: {
    readonly samples: ArrayLike<number> | undefined;
    readonly start: number;
    readonly step: number;
    readonly unit: string;
  }): JSX.Element {
    const span = (): { from: number; to: number } | undefined => {
      const pin = clock.pinned();
      return pin?.to === undefined ? undefined : { from: pin.from, to: pin.to };
    };
    const answer = (): Answer | undefined => {
      const between = span();
      if (!between || !props.samples) return undefined;
      const first = Math.max(0, Math.ceil((between.from - props.start) / props.step));
      const end = Math.min(props.samples.length, Math.floor((between.to - props.start) / props.step) + 1);
      const within = Array.from(
        { length: Math.max(0, end - first) },
        (_, k) => props.samples?.[first + k] as number,
      ).filter(Number.isFinite);
      if (within.length < 2) return { refused: "The interval holds no two samples." };
      return answerOf(() => meanWithInterval(within, { unit: props.unit, nOf: "samples" }).estimate);
    };
    return (
      <Show when={answer()}>
        {(found) => (
          <div class="interval-mean">
            <span class="unit">between the clicks</span>
            <br />
            {isRefusal(found()) ? <span class="unit">no two samples</span> : <>{short(found())}</>}
          </div>
        )}
      </Show>
    );
  }

  function DeltaValues(): JSX.Element {
    const row = (): ReturnType<typeof rowOf> => rowOf(trial());
    const at = (): number => measurement()?.trials.findIndex((one) => one.trial === trial()) ?? -1;
    return (
      <div classList={{ stale: session.stale() }}>
        <For each={(measurement()?.regions ?? []).slice(0, 2)}>
          {(region, k) => (
            <>
              <span class={`tone-${toneClass(places()[k()]?.tone)}`}>
                <i class="swatch" />
                {region.name}
              </span>
              <Show
                when={shown() === "Mean"}
                fallback={
                  <div class="big">
                    <Show
                      when={k() === 0 && row()?.amplitude !== undefined}
                      fallback={<TrialMean value={region.trialMeans?.[at()]} />}
                    >
                      {decimal(row()?.amplitude ?? 0, 0)}{" "}
                      <span class="interval">± {decimal(row()?.standardError ?? 0, 0)} %</span>
                    </Show>
                  </div>
                }
              >
                <div class="gutter-number">
                  <Measured answer={region.amplitude} size="big" />
                </div>
              </Show>
            </>
          )}
        </For>
        <IntervalMean
          samples={shown() === "Mean" ? leading()?.mean : traces()[0]?.values}
          start={startOfLines() + period() / 2}
          step={period()}
          unit="%"
        />
        <Show when={shown() !== "Mean" && row()}>
          {(found) => (
            <div style={{ "margin-top": "3px" }}>
              <Show
                when={found().call}
                fallback={
                  <Show when={!found().included}>
                    <span class="tone-warn">left out</span>
                  </Show>
                }
              >
                {(call) => (
                  <>
                    <b class="strong">
                      {call() === "failure" ? "Failure *" : call() === "success" ? "Success" : "Undecided"}
                    </b>{" "}
                    <span class="unit">d′ {decimal(found().detectability ?? 0, 0)}</span>
                  </>
                )}
              </Show>
            </div>
          )}
        </Show>
      </div>
    );
  }

  function SomaValues(): JSX.Element {
    const row = (): ReturnType<typeof rowOf> => rowOf(trial());
    return (
      <Show
        when={shown() !== "Mean"}
        fallback={
          <div class="gutter-number">
            <Measured answer={measurement()?.soma?.amplitude} size="big" />
          </div>
        }
      >
        <Show when={row()?.soma !== undefined}>
          <span class="dim">response</span>
          <div class="big">
            {decimal(row()?.soma ?? 0, 1)} <span class="unit">{unit()}</span>
          </div>
          <IntervalMean
            samples={sweep()?.samples}
            start={offset() + (sweep()?.start ?? 0)}
            step={sweep()?.samplePeriod ?? 1}
            unit={unit()}
          />
          <Show when={row()?.somaCall}>
            {(call) => <span class="unit">{call() === "failure" ? "failure *" : call()}</span>}
          </Show>
        </Show>
      </Show>
    );
  }

  function spokenDelta(): string {
    const row = rowOf(trial());
    return row?.amplitude === undefined
      ? "No single-trial amplitude"
      : `Trial ${trial() + 1}, ${row.call ?? "not called"}, ${decimal(row.amplitude, 0)} % ± ${decimal(row.standardError ?? 0, 0)} %`;
  }
  function spokenSoma(): string {
    const row = rowOf(trial());
    return row?.soma === undefined
      ? `${quantity()} of trial ${trial() + 1}`
      : `Trial ${trial() + 1}, ${decimal(row.soma, 1)} ${unit()}`;
  }
}

function TrialMean(props: { readonly value: number | undefined }): JSX.Element {
  return (
    <Show when={Number.isFinite(props.value)} fallback={<span class="unit plain-weight">not measured</span>}>
      {decimal(props.value ?? 0, 0)}{" "}
      <span class="interval">
        %{" "}
        <span class="unit" title="mean ΔF/F in the window where the first region responds">
          mean
        </span>
      </span>
    </Show>
  );
}

/** "23.1 ± 0.8 %": value with standard error, as many digits as that allows. */
function short(answer: Answer): string {
  if (isRefusal(answer)) return "";
  const digits = digitsFor(answer);
  return `${decimal(answer.value, digits)} ± ${decimal(answer.standardError ?? 0, digits)} ${answer.unit}`;
}

const toneClass = (tone: Line["tone"] | undefined): string =>
  tone === "spine" || tone === "shaft" ? tone : "background";

/** With a little room at both ends. */
const roomy = (low: number, high: number): Range => ({
  low: low - 0.08 * (high - low || 1),
  high: high + 0.08 * (high - low || 1),
});

/** The line at which this trial stops while others go on. */
function endsEarly(image: Scan, scan: { readonly trials: readonly { readonly lines: number }[] }): number | undefined {
  const longest = Math.max(...scan.trials.map(({ lines }) => lines));
  return image.pixels && image.lines < longest ? image.lines : undefined;
}
