/** The plots of the column at the right. */
import { For, type JSX } from "solid-js";
import type { AmplitudeDistribution, TrialRow } from "radiatum";
import { decimal } from "../controls/number.js";
import { roundSteps } from "../stack/scale.js";

const WIDTH = 240;

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly at: (value: number) => number;
}
const scale = (from: number, to: number, left: number, right: number): Scale => ({ from, to, at: (value) => left + ((value - from) / (to - from)) * (right - left) });

function Axis(props: { readonly scale: Scale; readonly y: number; readonly unit: string; readonly count?: number }): JSX.Element {
  const ticks = (): ReturnType<typeof roundSteps> => roundSteps(props.scale.from, props.scale.to, props.count ?? 4);
  return (
    <>
      <path d={`M${props.scale.at(props.scale.from)} ${props.y}H${props.scale.at(props.scale.to)}`} stroke="var(--line-2)" />
      <For each={ticks().values}>{(value) => <g transform={`translate(${props.scale.at(value)} ${props.y})`}><path d="M0 0v4" stroke="var(--line-2)" /><text class="tick" y="14" text-anchor="middle">{decimal(value, ticks().digits)}</text></g>}</For>
      <text class="tick" x={props.scale.at(props.scale.to)} y={props.y + 27} text-anchor="end">{props.unit}</text>
    </>
  );
}

export function AmplitudeHistogram(props: { readonly distribution: AmplitudeDistribution; readonly picked: number }): JSX.Element {
  const d = (): AmplitudeDistribution => props.distribution;
  const values = (): readonly number[] => d().amplitudes.map(({ value }) => value);
  const x = (): Scale => {
    const width = d().binWidth;
    const [low, high] = [Math.min(0, ...values()), Math.max(1, ...values())];
    return scale(Math.floor(low / width - 1) * width, Math.ceil(high / width + 1) * width, 8, 232);
  };
  const bins = (): { readonly at: number; readonly failures: number; readonly others: number }[] => {
    const width = d().binWidth;
    const found = new Map<number, { failures: number; others: number }>();
    for (const { value, call } of d().amplitudes) {
      const k = Math.floor(value / width);
      const bin = found.get(k) ?? { failures: 0, others: 0 };
      if (call === "failure") bin.failures++;
      else bin.others++;
      found.set(k, bin);
    }
    return [...found].map(([k, bin]) => ({ at: k * width, ...bin }));
  };
  const most = (): number => Math.max(1, ...bins().map(({ failures, others }) => failures + others));
  const y = (count: number): number => 96 - (count / most()) * 82;
  const law = (what: AmplitudeDistribution["failure"] | undefined): string => {
    if (!what || !(what.standardDeviation > 0)) return "";
    const { from, to, at } = x();
    const n = d().amplitudes.length;
    return Array.from({ length: 121 }, (_, k) => {
      const value = from + (k / 120) * (to - from);
      const z = (value - what.mean) / what.standardDeviation;
      const count = (n * what.weight * d().binWidth * Math.exp(-0.5 * z * z)) / (what.standardDeviation * Math.sqrt(2 * Math.PI));
      return `${k === 0 ? "M" : "L"}${at(value).toFixed(1)} ${Math.max(0, y(count)).toFixed(1)}`;
    }).join("");
  };
  return (
    <div class="small-plot"><svg viewBox={`0 0 ${WIDTH} 126`} height="126" role="img" aria-label={`Histogram of ${values().length} amplitudes`}>
      <For each={bins()}>{(bin) => {
        const width = (): number => Math.max(1, x().at(bin.at + d().binWidth) - x().at(bin.at) - 1);
        return (
          <>
            <rect x={x().at(bin.at) + 0.5} y={y(bin.failures)} width={width()} height={96 - y(bin.failures)} fill="var(--ink-3)" opacity="0.75" />
            <rect x={x().at(bin.at) + 0.5} y={y(bin.failures + bin.others)} width={width()} height={y(bin.failures) - y(bin.failures + bin.others)} fill="var(--spine)" opacity="0.75" />
          </>
        );
      }}</For>
      <path d={law(d().failure)} fill="none" stroke="var(--ink-2)" stroke-width="1.2" />
      <path d={law(d().success)} fill="none" stroke="var(--spine)" stroke-width="1.2" />
      {bins().some(({ failures }) => failures > 0) && <text class="on-plot" x={Math.min(150, x().at(d().failure.mean) + 14)} y="10">failures</text>}
      {d().success && bins().some(({ failures }) => failures > 0) && <text class="on-plot" x={Math.min(230, x().at(d().success?.mean ?? 0) + 30)} y="44" text-anchor="end" style={{ fill: "var(--spine)" }}>successes</text>}
      <Axis scale={x()} y={96} unit="ΔF/F, %" />
    </svg></div>
  );
}

export function CalciumAgainstCurrent(props: { readonly rows: readonly TrialRow[]; readonly unit: string; readonly picked: number; readonly onPick: (place: number) => void }): JSX.Element {
  const both = (): readonly (TrialRow & { readonly soma: number; readonly amplitude: number })[] =>
    props.rows.filter((row): row is TrialRow & { soma: number; amplitude: number } => row.included && row.soma !== undefined && row.amplitude !== undefined);
  const span = (values: readonly number[], least: number): [number, number] => {
    const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
    const margin = 0.08 * Math.max(least, high - low);
    return [low - margin, high + margin];
  };
  const x = (): Scale => scale(...span(both().map(({ amplitude }) => amplitude), 10), 30, 232);
  /** An EPSC is inward: up on the plot, as in the paper's figures of amplitude. */
  const y = (): Scale => {
    const [low, high] = span(both().map(({ soma }) => soma), 2);
    return props.unit === "mV" ? scale(low, high, 142, 8) : scale(high, low, 142, 8);
  };
  const steps = (): ReturnType<typeof roundSteps> => roundSteps(Math.min(y().from, y().to), Math.max(y().from, y().to), 4);
  return (
    <div class="small-plot"><svg viewBox={`0 0 ${WIDTH} 172`} height="172" role="group" aria-label={`Calcium against the electrode's response, ${both().length} trials`}>
      <path d={`M30 ${y().at(0)}H232M${x().at(0)} 8V142`} stroke="var(--line)" />
      <For each={steps().values}>{(value) => <text class="tick" x="24" y={y().at(value) + 3.5} text-anchor="end">{decimal(value, steps().digits)}</text>}</For>
      <text class="tick" x="34" y="12">{props.unit === "mV" ? "EPSP" : "EPSC"}, {props.unit}</text>
      <For each={both()}>{(row) => (
        <g transform={`translate(${x().at(row.amplitude)} ${y().at(row.soma)})`} onClick={() => props.onPick(row.trial)} style={{ cursor: "pointer" }}>
          {row.call === "failure"
            ? <text y="8" text-anchor="middle" style={{ font: "500 18px/1 var(--sans)", fill: row.trial === props.picked ? "var(--ink)" : "var(--ink-2)" }}>*</text>
            : <circle r={row.trial === props.picked ? 5 : 3.6} fill="var(--spine)" stroke={row.trial === props.picked ? "var(--ink)" : undefined} stroke-width="1.5" />}
        </g>
      )}</For>
      <Axis scale={x()} y={142} unit="spine ΔF/F, %" />
    </svg></div>
  );
}
