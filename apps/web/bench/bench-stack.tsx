/** The recording on one time axis: line scan with its brackets, ΔF/F, the electrode. */
import { createEffect, createMemo, createSignal, on, Show, type JSX } from "solid-js";
import { said } from "../shell/address.js";
import { useCommands } from "../shell/commands.js";
import { nextTable, table } from "../shell/look.js";
import { createClock, type Span } from "../stack/clock.js";
import type { RowKind } from "../stack/layout.js";
import { Brackets, LineScanPlot, LookUpBar, type Scan } from "../stack/line-scan.js";
import { photonScaleOf } from "../stack/photons.js";
import { readingRange } from "../stack/colours.js";
import { Row, Stack } from "../stack/stack.js";
import type { Range } from "../stack/traces.js";
import { followAddress } from "../stack/clock-address.js";
import { DeltaRow } from "./delta-row.js";
import { isFrames } from "./frames.js";
import { sight } from "./in-sight.js";
import { withPlace } from "./places.js";
import { session } from "./session.js";
import { SomaRow } from "./soma-row.js";

/** A scan of less than this share of the time is looked at by itself first. */
const MOSTLY = 0.6;

export function BenchStack(): JSX.Element {
  const { recording, measurement, choices, trial, shown } = session;
  const { scan, channel, period, clocked, own, sweep, offset, places, stimuli } = sight;
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
        pixelSize_um: found?.pixelSize_um,
      };
    const trace = own();
    return {
      pixels: trace?.pixels[channel()] ?? null,
      lines: trace?.lines ?? 0,
      pixelsPerLine: width,
      start: clocked() ? (trace?.start ?? 0) : 0,
      period: period(),
      pixelSize_um: found?.pixelSize_um,
    };
  });
  const levels = createMemo((): Range => {
    const found = picture();
    if (found) return { low: found.low, high: found.high };
    const pixels = image().pixels;
    return pixels ? readingRange(pixels) : { low: 0, high: 1 };
  });

  const rows = createMemo((): readonly RowKind[] => [
    ...(scan() ? (["line scan", "trace"] as const) : []),
    ...((sweep() ?? measurement()?.soma) ? (["soma"] as const) : []),
  ]);

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
                name={isFrames(recording()) ? "Frame" : "Line scan"}
                short={isFrames(recording()) ? "Frame" : "Line"}
                about={shown() === "Mean" ? "mean of trials" : <span class="no-print">drag the grips</span>}
                well
                spoken={`${found().channels[channel()]?.name ?? ""}, ${image().lines} lines of ${found().pixelsPerLine} pixels`}
                value={
                  <LookUpBar table={table()} low={levels().low} high={levels().high} photons={photonScaleOf(found().channels[channel()])}>
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
              <DeltaRow clock={clock} />
            </>
          )}
        </Show>
        <Show when={rows().includes("soma")}>
          <SomaRow clock={clock} />
        </Show>
      </Stack>
    </div>
  );
}

/** The line at which this trial stops while others go on. */
function endsEarly(image: Scan, scan: { readonly trials: readonly { readonly lines: number }[] }): number | undefined {
  const longest = Math.max(...scan.trials.map(({ lines }) => lines));
  return image.pixels && image.lines < longest ? image.lines : undefined;
}
