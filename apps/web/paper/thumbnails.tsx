/** The gist of each figure as a sign of some lines; where a height means something, it is the scorecard's own number. */
import { Match, Switch, type JSX } from "solid-js";

export interface ThumbnailProps {
  readonly figure: number;
  /** A finding's value, or NaN. */
  readonly value: (id: string) => number;
}

const [WIDTH, HEIGHT] = [150, 46] as const;

/** A transient that begins at `x`, `high` of the height, and falls off within `fall` px. */
function transient(x: number, high: number, { fall, rise = 3, width }: { readonly fall: number; readonly rise?: number; readonly width: number }): string {
  const points = Array.from({ length: 41 }, (_, k) => {
    const at = (k / 40) * width;
    return `${(x + at).toFixed(1)} ${(HEIGHT - 4 - (HEIGHT - 10) * course(at - 6, high, rise, fall)).toFixed(1)}`;
  });
  return `M${points.join("L")}`;
}

/** A rise and an exponential fall; 0 before it begins. */
const course = (after: number, high: number, rise: number, fall: number): number =>
  (after < 0 ? 0 : high * (1 - Math.exp(-after / rise)) * Math.exp(-after / fall));

/** Two transients on each other: the second is `share` of the first. */
function pair(x: number, share: number, fall: number): string {
  const points = Array.from({ length: 41 }, (_, k) => {
    const at = k * 1.6;
    const high = course(at - 5, 0.62, 1.5, fall) + course(at - 24, 0.62 * share, 1.5, fall);
    return `${(x + at).toFixed(1)} ${(HEIGHT - 4 - (HEIGHT - 10) * high).toFixed(1)}`;
  });
  return `M${points.join("L")}`;
}

const within = (value: number, least: number, most: number, otherwise: number): number =>
  (Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : otherwise);

export function Thumbnail(props: ThumbnailProps): JSX.Element {
  const line = (d: string, tone: string, dash?: string): JSX.Element =>
    <path d={d} fill="none" stroke={`var(--${tone})`} stroke-width="1.5" stroke-dasharray={dash} />;
  const of = (id: string, least: number, most: number, otherwise: number): number => within(props.value(id), least, most, otherwise);
  return (
    <svg class="thumbnail" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="xMinYMid meet" aria-hidden="true">
      <Switch>
        <Match when={props.figure === 1}>
          <path d="M0 34Q40 26 75 30T150 22" stroke="var(--ink)" stroke-width="5" fill="none" />
          <path d="M22 12L24 30M48 16L50 27M70 44L72 29M96 9L98 28M122 14L124 25" stroke="var(--ink)" stroke-width="1.4" />
          <path d="M22 12h.01M48 16h.01M70 42h.01M96 9h.01M122 14h.01" stroke="var(--ink)" stroke-width="6.8" stroke-linecap="round" />
        </Match>
        <Match when={props.figure === 2}>
          {line(transient(0, 1, { fall: 26, width: 62 }), "spine")}{line(transient(0, 0.6, { fall: 30, width: 62 }), "shaft")}
          {line(transient(84, 1 - of("A04", 0, 1, 1), { fall: 26, width: 62 }), "spine", "4 3")}
          <text class="tick" x="84" y="12">Ni</text>
        </Match>
        <Match when={props.figure === 3}>
          {line(transient(0, 1, { fall: 30, rise: 7, width: 62 }), "spine")}
          {line(transient(84, 1 - of("S02", 0, 1, 1), { fall: 30, rise: 7, width: 62 }), "spine", "4 3")}
          <text class="tick" x="84" y="12">APV</text>
        </Match>
        <Match when={props.figure === 4}>
          <path d={`M4 ${HEIGHT - 4}H146`} stroke="var(--line-2)" />
          <path d="M14 13h.01M22 20h.01M52 19h.01M58 27h.01M92 25h.01M98 32h.01M130 30h.01M138 36h.01" stroke="var(--spine)" stroke-width="4.4" stroke-linecap="round" />
          <path d="M8 12L146 36" stroke="var(--ink)" stroke-width="1.2" />
        </Match>
        <Match when={props.figure === 5}>
          {line(transient(0, 0.9, { fall: 9, width: 24 }) + transient(50, 0.9, { fall: 9, width: 24 }) + transient(126, 0.9, { fall: 9, width: 22 }), "spine")}
          {line("M25 42H49M75 42H125", "ink-3")}
          <text class="failed" x="37" y="22">*</text><text class="failed" x="87" y="22">*</text><text class="failed" x="112" y="22">*</text>
        </Match>
        <Match when={props.figure === 6}>
          <path d="M8 40H146M14 4V44" stroke="var(--line-2)" />
          <path d="M64 20h.01M76 13h.01M84 24h.01M92 17h.01M104 22h.01M112 12h.01M124 19h.01M134 25h.01" stroke="var(--spine)" stroke-width="4.6" stroke-linecap="round" />
          <text class="failed" x="18" y="45">*</text><text class="failed" x="24" y="43">*</text><text class="failed" x="29" y="46">*</text><text class="failed" x="22" y="48">*</text>
        </Match>
        <Match when={props.figure === 7}>
          {line(pair(0, of("C01", 0, 1, 0.4), 60), "spine")}{line(pair(84, of("C02", 0, 1.2, 1), 9), "spine")}
        </Match>
        <Match when={props.figure === 8}>
          {line(transient(0, 1, { fall: 80, rise: 16, width: 148 }), "spine")}
          {line(transient(0, 1 / of("H03", 1, 10, 2), { fall: 80, rise: 8, width: 148 }), "spine", "4 3")}
        </Match>
      </Switch>
    </svg>
  );
}
