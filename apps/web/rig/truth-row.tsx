/** What happened in the spine: free calcium, currents of its pathways, voltage; dotted where it lies over what was measured. */
import { createMemo, type JSX } from "solid-js";
import type { Truth } from "radiatum/rig";
import { useStack } from "../stack/stack.js";
import { TracePlot, type Line, type LineLabel, type Range, type Tone } from "../stack/traces.js";

export type TruthView = "calcium" | "currents" | "voltage";

export interface TruthRows {
  readonly lines: readonly Line[];
  readonly range: Range;
  readonly unit: string;
  readonly names: readonly string[];
  readonly peak: { readonly value: number; readonly unit: string; readonly about: string } | undefined;
}

const TONES: readonly Tone[] = ["truth", "ink-2", "ink-3", "shaft", "ink"];
const NO_TRUTH: TruthRows = { lines: [], range: { low: 0, high: 1 }, unit: "", names: [], peak: undefined };

export function truthRows(truth: Truth, view: TruthView): TruthRows {
  const [trial] = truth.trials;
  if (!trial) return NO_TRUTH;
  const wanted = truth.quantities.flatMap((quantity, k) => {
    const { name } = quantity;
    const samples = trial.traces[k];
    const fits = view === "calcium" ? name.endsWith("_calcium_uM") : view === "voltage" ? name.endsWith("_v_mV") : name.endsWith("_calcium_current_pA");
    return fits && samples ? [{ quantity, samples }] : [];
  });
  const ordered = [...wanted].sort((a, b) => Number(b.quantity.name.startsWith("head")) - Number(a.quantity.name.startsWith("head")));
  const lines = ordered.map(({ samples }, k): Line => ({
    samples, start: 0, step: truth.interval, tone: TONES[Math.min(k, TONES.length - 1)] as Tone, width: k === 0 ? 1.8 : 1.3, filled: k === 0 && view === "calcium",
  }));
  let [low, high] = [0, 0];
  if (view === "voltage") [low, high] = [Infinity, -Infinity];
  for (const { samples } of ordered) for (const value of samples) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(high > low)) [low, high] = [0, 1];
  const margin = 0.08 * (high - low);
  const [first] = ordered;
  const extreme = view === "currents" ? low : high;
  return {
    lines, unit: first?.quantity.unit ?? "", range: { low: view === "calcium" ? 0 : low - margin, high: high + margin },
    names: ordered.map(({ quantity }) => word(quantity.name)),
    peak: first && { value: extreme, unit: first.quantity.unit, about: view === "calcium" ? "peak in the head" : view === "currents" ? "largest Ca current" : "peak" },
  };
}

/** px from one label to the next. */
const LINE = 14;

/** "nmda_calcium_current_pA" → "NMDA". */
function word(name: string): string {
  const bare = name.replace(/_(calcium_current_pA|calcium_uM|v_mV)$/, "").replaceAll("_", " ");
  return bare === "nmda" || bare === "ampa" ? bare.toUpperCase() : bare;
}

export function TruthPlot(props: { readonly truth: Truth; readonly view: TruthView; readonly head: number | undefined }): JSX.Element {
  const { clock, heightOf } = useStack();
  const rows = createMemo(() => truthRows(props.truth, props.view));
  const labels = createMemo((): LineLabel[] => {
    const { lines, names, range } = rows();
    const { to } = clock.view();
    // Away from where the lines rest: currents hang down from 0, all else rises.
    const [from, way] = props.view === "currents" ? [range.low, 1] : [range.high, -1];
    // So many px from one to the next as letters stand high, whatever the row's height.
    const line = (range.high - range.low) * Math.max(0.17, LINE / Math.max(1, heightOf("truth") - 20));
    return lines.map(({ tone }, k) => ({ text: names[k] ?? "", tone, time: to, value: from + way * (k + 0.6) * line, anchor: "end" }));
  });
  const lines = createMemo(() => rows().lines.map((line) => (props.head === undefined ? line : { ...line, until: props.head })));
  return <TracePlot kind="truth" lines={lines()} range={rows().range} unit={rows().unit} labels={labels()} head={props.head} marked={lines().slice(0, 1)} />;
}
