/** What is done in a trial, as lanes: flags for pulses, boxes for steps, and the shutter. All of it can be dragged. */
import { createMemo, createSignal, For, Index, Show, type JSX } from "solid-js";
import type { Protocol, Stimulus } from "radiatum/protocol";
import { decimal } from "../controls/number.js";
import { withMinus } from "../controls/page-words.js";
import type { Clock } from "../stack/clock.js";
import { arrowStep, dragged } from "../stack/pointing.js";
import { useStack } from "../stack/stack.js";
import { enlarged } from "../shell/look.js";
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
  /** Of another stimulus that pairs the same in the other order: drawn beneath, dashed. */
  readonly other?: string | undefined;
  /**
   * Fields of what stands at this place, "at" and the like; again and again while it is dragged, unless `waits`. Ends when the
   * protocol says so, or doesn't.
   */
  readonly onChange: (place: number, fields: Readonly<Record<string, string>>) => Promise<unknown>;
  /** ms at which the soma was measured to fire: ticks above what is done to it. */
  readonly spikes: readonly number[];
  /** Changes are for trials to come: one is told when what is dragged is let go. */
  readonly waits: boolean;
  /** Place in the list that keys move. */
  readonly picked: number | undefined;
  readonly onPick: (place: number) => void;
}

export function Stimulator(props: StimulatorProps): JSX.Element {
  const { clock, heightOf } = useStack();
  /** Where something has been moved to, until the protocol says so: hands are quicker. */
  const [moved, setMoved] = createSignal<{ readonly place: number; readonly fields: Readonly<Record<string, string>> }>();
  const itemsOf = (list: readonly Stimulus[]): readonly Item[] =>
    list.map((what, place): Item => ({ lane: WORDS[what.kind].lane, place, what, times: timesOf(what), width: widthOf(what) }));
  const items = createMemo(() => {
    const held = moved();
    return itemsOf((props.protocol.stimuli[props.stimulus] ?? []).map((what, place) => (place === held?.place ? { ...what, ...held.fields } : what)));
  });
  const ghosts = createMemo(() => (props.other === undefined ? [] : itemsOf(props.protocol.stimuli[props.other] ?? [])));
  const change = (place: number, fields: Readonly<Record<string, string>>, dragging: boolean): void => {
    const before = moved();
    const now = { place, fields: before?.place === place ? { ...before.fields, ...fields } : fields };
    setMoved(now);
    if (!props.waits || !dragging) void props.onChange(place, fields).then(() => { if (moved() === now) setMoved(undefined); });
  };
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
  /** px, of the shutter's box: as high as the words within it. */
  const tall = (): number => (enlarged() ? 19 : 13);
  const shutter = (): number => (props.protocol.imaging.kind === "line scan" ? numberIn(props.protocol.imaging.from, "ms") : 0);
  const end = (): number => numberIn(props.protocol.duration, "ms");
  return (
    <svg>
      <For each={lanes()}>{(lane) => (
        <>
          <text class="on-plot wide-only" x="-10" y={y(lane) - 3} text-anchor="end" visibility={y(lane) < (enlarged() ? NAME_ENLARGED : NAME) ? "hidden" : undefined}>{lane}</text>
          <path d={`M0 ${y(lane)}H${clock.width()}`} stroke="var(--line-2)" />
        </>
      )}</For>
      {/* Zoomed in, what lies beyond the plot's edges is cut off there. */}
      <svg width={clock.width()} height={heightOf("stimulator")} overflow="hidden">
      <rect x={clock.x(shutter())} y={y("Laser") - tall()} width={Math.max(0, clock.x(end()) - clock.x(shutter()))} height={tall()} fill="var(--shade)" stroke="var(--ink-2)" />
      <text class="on-plot" x={Math.max(clock.x(shutter()), 0) + 8} y={y("Laser") - 3}>shutter open {decimal(end() - shutter(), 0)} ms</text>
      <For each={ghosts()}>{(item) => <GhostMarks item={item} y={y(item.lane)} />}</For>
      {/* By place: what is dragged stays the same element, and keeps the pointer that drags it. */}
      <Index each={items()}>{(item, place) => (
        <StimulusMarks item={item()} y={y(item().lane)} others={[...ghosts(), ...items().filter((_, other) => other !== place)].filter(({ lane }) => lane === item().lane)} picked={props.picked === place} onPick={() => props.onPick(place)}
          onAt={(time, dragging) => change(place, { at: `${decimalPlain(time)} ms` }, dragging)}
          onWidth={(width, dragging) => change(place, { width: `${decimalPlain(width)} ms` }, dragging)} />
      )}</Index>
      <Show when={lanes().includes("Soma") && props.spikes.length > 0}>
        <g class="spikes" role="img" aria-label={`${props.spikes.length} ${props.spikes.length === 1 ? "action potential" : "action potentials"} measured`}>
          <Index each={props.spikes}>{(time) => <path d={`M${clock.x(time())} ${y("Soma") - 15}v-6`} stroke="var(--soma)" stroke-width="1.6" />}</Index>
        </g>
      </Show>
      </svg>
    </svg>
  );
}

/** px from the row's top, down to which its own name stands. */
const NAME = 34;
const NAME_ENLARGED = 48;
/** px of a letter, about. */
const LETTER = 6.2;

/** The other order, for the eye alone. */
function GhostMarks(props: { readonly item: Item; readonly y: number }): JSX.Element {
  const { clock } = useStack();
  return (
    <g fill="none" stroke="var(--ink-3)" stroke-dasharray="3 3" aria-hidden="true">
      <For each={props.item.times}>{(time) => (
        <Show when={props.item.width > 0} fallback={<path d={`M${clock.x(time)} ${props.y}v-20m-4 0h8l-4 5z`} />}>
          <rect x={clock.x(time)} y={props.y - 14} width={Math.max(2, clock.x(time + props.item.width) - clock.x(time))} height="14" />
        </Show>
      )}</For>
    </g>
  );
}

const decimalPlain = (ms: number): string => String(Math.round(10 * Math.max(0, ms)) / 10);

function StimulusMarks(props: {
  readonly item: Item; readonly others: readonly Item[]; readonly y: number; readonly picked: boolean; readonly onPick: () => void;
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
  /**
   * Right of the last mark; where there is no room for words, or something else stands there, within a box that is wide enough, or
   * left of the first. What stands there is the other order, or what else is done in this lane.
   */
  const beside = (): { readonly x: number; readonly anchor: "start" | "end" } => {
    const [left, right] = [clock.x(first()) - 8, clock.x((props.item.times.at(-1) ?? 0) + props.item.width) + 8];
    const end = right + LETTER * words().length;
    const covered = props.others.some(({ times, width }) => times.some((time) => clock.x(time) < end && clock.x(time + width) > right));
    const room = end < clock.width() || left < LETTER * words().length;
    if (room && !covered) return { x: right, anchor: "start" };
    if (props.item.times.length === 1 && right - left - 16 > LETTER * words().length + 16) return { x: Math.max(left + 16, 8), anchor: "start" };
    // Nor over what begins before it there: then right of all.
    const least = left - LETTER * words().length;
    const inTheWay = props.others.flatMap(({ times, width }) => times.map((time) => ({ from: clock.x(time), to: clock.x(time + width) + 8 }))).filter(({ from, to }) => from < left && to > least);
    if (inTheWay.length === 0 && least > 0) return { x: left, anchor: "end" };
    const beyond = Math.max(right, ...props.others.flatMap(({ times, width }) => times.map((time) => clock.x(time + width) + 8)));
    return beyond + LETTER * words().length < clock.width() ? { x: beyond, anchor: "start" } : { x: left, anchor: "end" };
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
        <Index each={props.item.times}>{(time) => (
          <Show when={props.item.width > 0} fallback={<path class="mark" d={`M${clock.x(time())} ${props.y}v-20m-4 0h8l-4 5z`} fill="var(--ink)" stroke="var(--ink)" stroke-width="1.6" />}>
            <rect class="mark" x={clock.x(time())} y={props.y - 14} width={Math.max(2, clock.x(time() + props.item.width) - clock.x(time()))} height="14" fill="var(--raised)" stroke="var(--ink)" />
          </Show>
        )}</Index>
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
      <text class="on-plot" x={beside().x} text-anchor={beside().anchor} y={props.y - (props.item.width > 0 ? 3 : 12)} style={{ fill: props.picked ? "var(--ink)" : undefined, "font-weight": props.picked ? 600 : undefined }}>{words()}</text>
    </g>
  );
}

/** A time, moved with the pointer. */
function dragTime(event: PointerEvent, { timeAt }: Clock, begun: number, take: (time: number, dragging: boolean) => void): void {
  dragged(event, ({ x }, dragging) => take(begun + timeAt(x) - timeAt(0), dragging));
}
