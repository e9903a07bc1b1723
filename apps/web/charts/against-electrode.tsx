/** Each trial's calcium against what the electrode read: discs for successes, asterisks for failures. */
import { createMemo, For, Show, type JSX } from "solid-js";
import type { TrialRow } from "radiatum";
import type { Range } from "../stack/traces.js";
import { Chart, colour, rangeOf, type Scales } from "./chart.js";

export interface AgainstElectrodeProps {
  readonly rows: readonly TrialRow[];
  /** "pA" or "mV". */
  readonly unit: string;
  readonly region: string;
  /** Trial in sight. */
  readonly picked: number;
  readonly onPick?: (trial: number) => void;
}

export function AgainstElectrode(props: AgainstElectrodeProps): JSX.Element {
  const points = createMemo(() => props.rows.flatMap(({ trial, included, amplitude, soma, call }) =>
    (included && amplitude !== undefined && soma !== undefined ? [{ trial, amplitude, soma, call }] : [])));
  /** A larger EPSC is more negative, and stands higher. */
  const heights = (): Range => {
    const { low, high } = rangeOf(points().map(({ soma }) => soma));
    return props.unit === "pA" ? { low: high, high: low } : { low, high };
  };
  return (
    <>
      <Chart height={190} x={rangeOf(points().map(({ amplitude }) => amplitude))} y={heights()} xName={`${props.region} ΔF/F, %`} yName={`soma, ${props.unit}`}
        spoken={`Calcium of ${points().length} trials against the electrode's response`}>
        {(scale: Scales) => (
          <>
            <path d={`M${scale.x(0)} 14V${scale.bottom}`} stroke="var(--line)" />
            <For each={points()}>{({ trial, amplitude, soma, call }) => (
              <g transform={`translate(${scale.x(amplitude)} ${scale.y(soma)})`} classList={{ pickable: props.onPick !== undefined }} onClick={() => props.onPick?.(trial)}>
                <Show when={call === "failure"} fallback={
                  <circle r={trial === props.picked ? 5 : 3.4} fill={colour("spine")} stroke={trial === props.picked ? "var(--ink)" : "none"} stroke-width="1.6" />
                }>
                  <text y="8" text-anchor="middle" class="asterisk" classList={{ here: trial === props.picked }}>*</text>
                </Show>
              </g>
            )}</For>
          </>
        )}
      </Chart>
      <p class="chart-legend"><span class="tone-spine">● success</span><span class="dim">* failure</span></p>
    </>
  );
}
