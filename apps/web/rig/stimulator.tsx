/** What is done in a trial, as lanes: flags for pulses, boxes for steps, and the shutter. All of it can be dragged. */
import { createMemo, For, Show, type JSX } from "solid-js";
import type { Protocol, Stimulus } from "radiatum/protocol";
import { decimal } from "../controls/number.js";
import { withMinus } from "../controls/page-words.js";
import type { Clock } from "../stack/clock.js";
import { arrowStep, dragged } from "../stack/pointing.js";
import { useStack } from "../stack/stack.js";
import { numberIn } from "./edits.js";
import { timesOf, widthOf } from "./lead.js";

type Lane = "Schaffer" | "Soma" | "Laser";

interface Item {
  readonly lane: Lane;
  /** Place in the stimulus's list. */
  readonly place: number;
  readonly what: Stimulus;
  readonly times: readonly number[];
  /** ms. */
  readonly width: number;
}

const WORDS: Readonly<Record<Stimulus["kind"], { readonly one: string; readonly many: string; readonly lane: Lane }>> = {
  synaptic: { one: "shock", many: "shocks", lane: "Schaffer" },
  uncaging: { one: "flash", many: "flashes", lane: "Schaffer" },
  "action potentials": { one: "current pulse", many: "current pulses", lane: "Soma" },
  step: { one: "step", many: "steps", lane: "Soma" },
};

export interface StimulatorProps {
  readonly protocol: Protocol;
  /** Name of what is done in the trial in sight. */
  readonly stimulus: string;
  /** Of a field, "stimuli.EPSP[0].at=97 ms"; `dragging`: more will follow at once. */
  readonly onChange: (change: string, dragging: boolean) => void;
  /** Place in the list that keys move. */
  readonly picked: number | undefined;
  readonly onPick: (place: number) => void;
}

export function Stimulator(props: StimulatorProps): JSX.Element {
  const { clock, heightOf } = useStack();
  const list = createMemo(() => props.protocol.stimuli[props.stimulus] ?? []);
  const items = createMemo(() => list().map((what, place): Item =>
    ({ lane: WORDS[what.kind].lane, place, what, times: timesOf(what), width: widthOf(what) })));
  const lanes = createMemo((): readonly Lane[] => {
    const used = new Set(items().map(({ lane }) => lane));
    return [...(["Schaffer", "Soma"] as const).filter((lane) => used.has(lane)), "Laser"];
  });
  const y = (lane: Lane): number => {
    const k = lanes().indexOf(lane);
    const height = heightOf("stimulator");
    // The row's own name stands above the first lane.
    return height - 12 - (lanes().length - 1 - k) * Math.min(32, (height - (height < 70 ? 34 : 50)) / Math.max(1, lanes().length - 1));
  };
  const shutter = (): number => (props.protocol.imaging.kind === "line scan" ? numberIn(props.protocol.imaging.from, "ms") : 0);
  const end = (): number => numberIn(props.protocol.duration, "ms");
  const field = (place: number, name: string, value: string): string => `stimuli.${props.stimulus}[${place}].${name}=${value}`;
  return (
    <svg>
      <For each={lanes()}>{(lane) => (
        <>
          <text class="on-plot wide-only" x="-10" y={y(lane) - 3} text-anchor="end">{lane}</text>
          <path d={`M0 ${y(lane)}H${clock.width()}`} stroke="var(--line-2)" />
        </>
      )}</For>
      <rect x={clock.x(shutter())} y={y("Laser") - 13} width={Math.max(0, clock.x(end()) - clock.x(shutter()))} height="13" fill="var(--shade)" stroke="var(--ink-2)" />
      <text class="on-plot" x={Math.max(clock.x(shutter()), 0) + 90} y={y("Laser") - 3}>shutter open {decimal(end() - shutter(), 0)} ms</text>
      <For each={items()}>{(item) => (
        <StimulusMarks item={item} y={y(item.lane)} picked={props.picked === item.place} onPick={() => props.onPick(item.place)}
          onAt={(time, dragging) => props.onChange(field(item.place, "at", `${decimalPlain(time)} ms`), dragging)}
          onWidth={(width, dragging) => props.onChange(field(item.place, "width", `${decimalPlain(width)} ms`), dragging)} />
      )}</For>
    </svg>
  );
}

const decimalPlain = (ms: number): string => String(Math.round(10 * Math.max(0, ms)) / 10);

function StimulusMarks(props: {
  readonly item: Item; readonly y: number; readonly picked: boolean; readonly onPick: () => void;
  readonly onAt: (time: number, dragging: boolean) => void; readonly onWidth: (width: number, dragging: boolean) => void;
}): JSX.Element {
  const { clock } = useStack();
  const first = (): number => props.item.times[0] ?? 0;
  const words = (): string => {
    const { what, times } = props.item;
    const { one, many } = WORDS[what.kind];
    const rate = times.length > 1 ? ` at ${what.frequency}` : "";
    const size = what.kind === "step" ? ` ${withMinus(what.by)}` : "";
    return `${times.length} ${times.length === 1 ? one : many}${rate}${size}`;
  };
  const keys = (event: KeyboardEvent, take: (by: number) => void): void => {
    const step = arrowStep(event, "x");
    if (step) take(step.x);
  };
  return (
    <g>
      <g class="grip across" role="slider" tabindex="0" aria-label={`${words()}, begin`} aria-valuenow={first()} aria-valuemin="0" aria-valuemax={clock.whole().to} aria-valuetext={`${decimal(first(), 1)} ms`}
        onFocus={() => props.onPick()} onKeyDown={(event) => keys(event, (by) => props.onAt(first() + by, false))}
        onPointerDown={(event) => dragTime(event, clock, first(), props.onAt)}>
        <For each={props.item.times}>{(time) => (
          <Show when={props.item.width > 0} fallback={<path class="mark" d={`M${clock.x(time)} ${props.y}v-20m-4 0h8l-4 5z`} fill="var(--ink)" stroke="var(--ink)" stroke-width="1.6" />}>
            <rect class="mark" x={clock.x(time)} y={props.y - 14} width={Math.max(2, clock.x(time + props.item.width) - clock.x(time))} height="14" fill="var(--raised)" stroke="var(--ink)" />
          </Show>
        )}</For>
        <rect x={clock.x(first()) - 12} y={props.y - 26} width={Math.max(24, clock.x((props.item.times.at(-1) ?? 0) + props.item.width) - clock.x(first()) + 16)} height="28" fill="transparent" />
      </g>
      <Show when={props.item.what.kind === "step" && props.item.times.length === 1}>
        <g class="grip across" role="slider" tabindex="0" aria-label={`${words()}, width`} aria-valuenow={props.item.width} aria-valuemin="0" aria-valuemax={clock.whole().to} aria-valuetext={`${decimal(props.item.width, 1)} ms`}
          onKeyDown={(event) => keys(event, (by) => props.onWidth(props.item.width + by, false))}
          onPointerDown={(event) => dragTime(event, clock, first() + props.item.width, (time, dragging) => props.onWidth(time - first(), dragging))}>
          <rect class="mark" x={clock.x(first() + props.item.width) - 2} y={props.y - 16} width="4" height="18" fill="var(--ink)" />
          <rect x={clock.x(first() + props.item.width) - 12} y={props.y - 24} width="24" height="26" fill="transparent" />
        </g>
      </Show>
      <text class="on-plot" x={clock.x((props.item.times.at(-1) ?? 0) + props.item.width) + 8} y={props.y - 12} style={{ fill: props.picked ? "var(--ink)" : undefined, "font-weight": props.picked ? 600 : undefined }}>{words()}</text>
    </g>
  );
}

/** A time, moved with the pointer. */
function dragTime(event: PointerEvent, { timeAt }: Clock, begun: number, take: (time: number, dragging: boolean) => void): void {
  dragged(event, ({ x }, dragging) => take(begun + timeAt(x) - timeAt(0), dragging));
}
