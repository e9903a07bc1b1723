/** The proof's two pictures: all errors on one logarithmic axis, and one error as the step is halved again and again. */
import { createSignal, For, onCleanup, Show, type Accessor, type JSX } from "solid-js";
import type { Halving, Halvings } from "radiatum/rig";
import { Segments } from "../controls/controls.js";
import { enlarged } from "../shell/look.js";
import { decades, quantityWords, type BudgetLine } from "./budget.js";
import { Power, PowerTick } from "./power.js";
import { powerText } from "../controls/powers.js";

const ROW = 30;
const LEFT = 172;

/** Of a plot's own px, in a lecture: type and lines are drawn so many times as large. */
const LECTURE = 1.5;

/** Its own px that a plot has across, so that its words keep their size; `scale`: of the page's px in one of them. */
function useWidth(): { readonly width: Accessor<number>; readonly scale: Accessor<number>; readonly watch: (element: Element) => void } {
  const [width, setWidth] = createSignal(480);
  const observer = new ResizeObserver(([entry]) => { if (entry && entry.contentRect.width > 0) setWidth(entry.contentRect.width); });
  onCleanup(() => observer.disconnect());
  const scale = (): number => (enlarged() ? LECTURE : 1);
  return { width: () => width() / scale(), scale, watch: (element) => observer.observe(element) };
}

export function ErrorBudget(props: { readonly lines: readonly BudgetLine[] }): JSX.Element {
  const { width, scale, watch } = useWidth();
  const right = (): number => width() - 14;
  const span = (): ReturnType<typeof decades> => decades(props.lines.map(({ share }) => share ?? 0));
  const x = (power: number): number => LEFT + ((power - span().from) / (span().to - span().from)) * (right() - LEFT);
  const bottom = (): number => props.lines.length * ROW;
  const ticks = (): number[] => {
    const { from, to } = span();
    const by = to - from > 7 ? 3 : 1;
    return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, k) => from + k * by);
  };
  const light = (): number | undefined => props.lines.find(({ noise }) => noise === "photons")?.share;
  return (
    <svg class="proof-plot" ref={watch} height={scale() * (bottom() + 34)} viewBox={`0 0 ${width()} ${bottom() + 34}`} role="img" aria-label={`Relative errors: ${props.lines.map(lineWords).join("; ")}`}>
      <Show when={light()}>{(share) => <path d={`M${x(Math.log10(share()))} 0V${bottom()}`} stroke="var(--spine)" stroke-dasharray="2 3" />}</Show>
      <For each={props.lines}>{(line, k) => {
        const colour = (): string => (line.noise ? "var(--spine)" : "var(--ink)");
        const at = (): number => Math.max(LEFT, x(Math.log10(line.share ?? 0)));
        return (
          <g transform={`translate(0 ${k() * ROW})`}>
            <title>{`${line.about}: ${line.share === undefined ? "nothing moved" : powerText(line.share)}`}</title>
            <text class="on-plot" y="14" style={{ fill: colour(), "font-weight": 500 }}>{line.name}</text>
            <text class="tick" y="26">{line.of}</text>
            <Show when={line.share !== undefined} fallback={<text class="tick" x={LEFT} y="19">nothing moved in this trial</text>}>
              <path d={`M${LEFT} 15H${at()}`} stroke={colour()} stroke-width={line.noise ? 1 : 1.6} opacity="0.55" />
              <circle cx={at()} cy="15" r="4.4" fill={line.noise ? "var(--panel)" : colour()} stroke={colour()} stroke-width="1.8" />
              <text class="tick over-line" x={at() > (LEFT + right()) / 2 ? at() - 10 : at() + 10} y="10" text-anchor={at() > (LEFT + right()) / 2 ? "end" : "start"}>{shareWords(line.share ?? 0)}</text>
            </Show>
          </g>
        );
      }}</For>
      <path d={`M${LEFT} ${bottom()}H${right()}`} stroke="var(--line-2)" />
      <For each={ticks()}>{(power) => <><path d={`M${x(power)} ${bottom()}v4`} stroke="var(--line-2)" /><PowerTick power={power} x={x(power)} y={bottom() + 17} anchor="middle" /></>}</For>
    </svg>
  );
}

/** Percent where a person thinks in them; else left to the axis. */
const shareWords = (share: number): string => (share >= 1e-4 ? `${Number((100 * share).toPrecision(2))} %` : "");
const lineWords = ({ name, of, share }: BudgetLine): string => `${name}, ${of}, ${share === undefined ? "nothing moved" : powerText(share)}`;

/** ms, as many digits as tell one from the next. */
const stepWords = ({ step }: Pick<Halving, "step">): string => String(Number(step.toPrecision(2)));

const [PLOT_LEFT, PLOT_TOP, PLOT_BOTTOM] = [44, 12, 96];

export function HalvingAgain(props: { readonly halvings: Halvings }): JSX.Element {
  const { width, scale, watch } = useWidth();
  const right = (): number => width() - 14;
  const quantities = (): readonly string[] => props.halvings.points[0]?.moved.map(({ quantity }) => quantity) ?? [];
  const [picked, setPicked] = createSignal<string>();
  const quantity = (): string => quantities().find((name) => name === picked()) ?? quantities().find((name) => name === "head calcium") ?? quantities()[0] ?? "";
  const errorOf = ({ moved }: Halving): number => moved.find((one) => one.quantity === quantity())?.relative ?? 0;
  const shown = (): readonly Halving[] => props.halvings.points.filter((point) => errorOf(point) > 0);
  const powers = (): { readonly from: number; readonly to: number } => {
    const all = shown().map((point) => Math.log10(errorOf(point)));
    return { from: Math.floor(Math.min(...all)), to: Math.ceil(Math.max(...all) + 1e-9) };
  };
  const x = (point: Halving): number => PLOT_LEFT + 22 + (props.halvings.points.indexOf(point) / Math.max(1, props.halvings.points.length - 1)) * (right() - PLOT_LEFT - 44);
  const y = (power: number): number => PLOT_BOTTOM - ((power - powers().from) / Math.max(1, powers().to - powers().from)) * (PLOT_BOTTOM - PLOT_TOP);
  const order = (): number | undefined => props.halvings.order[quantity()];
  return (
    <>
      <header><h2>Halving again</h2><span class="unit"><Show when={order()} fallback="no order to fit">{(found) => <>fitted order in time {Number(found().toFixed(1))}</>}</Show></span></header>
      <Segments label="Watched" options={quantities().map(quantityWords)} value={quantityWords(quantity())} onChange={(words) => setPicked(quantities().find((name) => quantityWords(name) === words))} />
      <Show when={shown().length > 1} fallback={<p class="note">Nothing moved in this trial.</p>}>
        <svg class="proof-plot" ref={watch} height={scale() * 132} viewBox={`0 0 ${width()} 132`} role="img" aria-label={`Relative error of ${quantityWords(quantity())}: ${shown().map((point) => `${powerText(errorOf(point))} at ${stepWords(point)} ms`).join(", ")}`}>
          <For each={Array.from({ length: powers().to - powers().from + 1 }, (_, k) => powers().from + k)}>{(power) => (
            <><path d={`M${PLOT_LEFT} ${y(power)}H${right()}`} stroke={power === powers().from ? "var(--line-2)" : "var(--line)"} stroke-dasharray={power === powers().from ? undefined : "1 4"} /><PowerTick power={power} x={PLOT_LEFT - 6} y={y(power) + 3.5} anchor="end" /></>
          )}</For>
          <path d={shown().map((point, k) => `${k === 0 ? "M" : "L"}${x(point)} ${y(Math.log10(errorOf(point)))}`).join("")} stroke="var(--ink)" fill="none" stroke-width="1.5" />
          <For each={shown()}>{(point) => (
            <>
              <circle cx={x(point)} cy={y(Math.log10(errorOf(point)))} r={point.halvings === 0 ? 5 : 3.4} fill="var(--ink)"><title>{`steps of ${stepWords(point)} ms on average, ${powerText(point.tolerance)} mV allowed in each: ${powerText(errorOf(point))}`}</title></circle>
              <text class="tick" x={x(point)} y={PLOT_BOTTOM + 16} text-anchor="middle">{stepWords(point)}{point === shown().at(-1) ? " ms" : ""}</text>
              <Show when={point.halvings === 0}><text class="on-plot" x={x(point) + 9} y={y(Math.log10(errorOf(point))) - 8}>this run</text></Show>
            </>
          )}</For>
          <text class="tick" x={PLOT_LEFT} y={PLOT_BOTTOM + 31}>mean step; each point halves all steps of the one before</text>
        </svg>
        <details><summary class="dim">Point by point</summary>
          <table class="points">
            <thead><tr><th>Mean step</th><th>Allowed in each</th><th>Change</th><th>Of its range</th></tr></thead>
            <tbody><For each={props.halvings.points}>{(point) => {
              const found = (): Halving["moved"][number] | undefined => point.moved.find((one) => one.quantity === quantity());
              return <tr><td>{stepWords(point)} ms<Show when={point.halvings === 0}> <span class="dim">this run</span></Show></td><td><Power value={point.tolerance} /> mV</td><td><Power value={found()?.change ?? 0} /> <span class="unit">{found()?.unit}</span></td><td><Power value={errorOf(point)} /></td></tr>;
            }}</For></tbody>
          </table>
          <p class="note small">Held against steps of {stepWords(props.halvings.finest)} ms on average; largest change at any sample. Shortest, longest and pools’ steps are halved along.</p>
        </details>
      </Show>
    </>
  );
}
