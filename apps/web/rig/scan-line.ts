/** The line that is scanned, as it is drawn over the field: which spine it crosses, and how a protocol says where it lies. */
import type { LinePlace } from "radiatum/rig";

/** µm to the right of the imaged spine's head and up, as the picture has it. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

type Place = Pick<LinePlace, "head" | "along" | "away">;
export interface SpinePlace extends Place {
  readonly name: string;
  /** Of the head, µm. */
  readonly radius: number;
}

/** The spine that the line has been drawn across in place of the imaged one; undefined while it crosses that, or none. */
export function onAnother<Spine extends SpinePlace>(points: readonly Spot[], from: Place, spines: readonly Spine[], imaged: string): Spine | undefined {
  const crossed = spines.filter((spine) => apart(points, { x: spine.head[0] - from.head[0], y: spine.head[1] - from.head[1] }) < spine.radius);
  return crossed.some(({ name }) => name === imaged) ? undefined : crossed[0];
}

/** "[{x: 0.1, y: 3}, …]": ends and corners along the dendrite and away from it, counted from the head of the spine `to`. */
export function pathText(points: readonly Spot[], from: Place, to: Place): string {
  const moved = points.map(({ x, y }) => ({ x: x + from.head[0] - to.head[0], y: y + from.head[1] - to.head[1] }));
  const along = ({ x, y }: Spot, axis: readonly [number, number]): number => Math.round(100 * (x * axis[0] + y * axis[1])) / 100;
  return `[${moved.map((point) => `{x: ${along(point, to.along)}, y: ${along(point, to.away)}}`).join(", ")}]`;
}

/** µm from a spot to the nearest point of the line. */
function apart(points: readonly Spot[], spot: Spot): number {
  return points.slice(1).reduce((least, end, k) => {
    const begin = points[k] as Spot;
    const [dx, dy] = [end.x - begin.x, end.y - begin.y];
    const length = dx * dx + dy * dy;
    const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((spot.x - begin.x) * dx + (spot.y - begin.y) * dy) / length));
    return Math.min(least, Math.hypot(spot.x - begin.x - share * dx, spot.y - begin.y - share * dy));
  }, Infinity);
}
