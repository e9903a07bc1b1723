/** Courses in space: polylines whose length is the cable's, grown with a wiggle that a seed decides. */
import type { RandomStream } from "#random";
import type { CoursePoint } from "./branches.js";

export type Vector = readonly [x: number, y: number, z: number];

/** µm between the points of a course. */
const STEP = 2;
/** How much the heading turns at a step, and how strongly it comes back to where it was meant to go. */
const TURN = 0.09;
const HOME = 0.06;
/** Across the imaging plane dendrites wander less than within, as in a slice. */
const DEPTH = 0.5;

export const sum = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const times = (a: Vector, k: number): Vector => [a[0] * k, a[1] * k, a[2] * k];

export function unit([x, y, z]: Vector): Vector {
  const length = Math.sqrt(x * x + y * y + z * z);
  return [x / length, y / length, z / length];
}

function distance(a: CoursePoint, b: CoursePoint): number {
  const [x, y, z] = [a.x - b.x, a.y - b.y, a.z - b.z];
  return Math.sqrt(x * x + y * y + z * z);
}

/** A course of `length` from `start`, first heading for `heading`; `radiusAt` says how thick it is where, µm along. */
export function grown(
  { start, heading, length, radiusAt, random }: {
    readonly start: Vector; readonly heading: Vector; readonly length: number;
    readonly radiusAt: (along: number) => number; readonly random: RandomStream;
  },
): CoursePoint[] {
  const steps = Math.max(1, Math.ceil(length / STEP));
  const home = unit(heading);
  let direction = home;
  let place = start;
  const course = [pointAt(place, radiusAt(0))];
  for (let k = 1; k <= steps; k++) {
    place = sum(place, times(direction, length / steps));
    course.push(pointAt(place, radiusAt((length * k) / steps)));
    const turn: Vector = [TURN * random.normal(), TURN * random.normal(), DEPTH * TURN * random.normal()];
    direction = unit(sum(sum(direction, turn), times(home, HOME)));
  }
  return course;
}

const pointAt = ([x, y, z]: Vector, radius: number): CoursePoint => ({ x, y, z, radius });

/** Where a course is after `along` µm, and whither it goes there. */
export function placeOn(
  course: readonly CoursePoint[], along: number,
): { readonly at: CoursePoint; readonly heading: Vector } {
  let left = along;
  for (let i = 1; i < course.length; i++) {
    const [a, b] = [course[i - 1] as CoursePoint, course[i] as CoursePoint];
    const span = distance(a, b);
    if (left > span && i < course.length - 1) {
      left -= span;
      continue;
    }
    if (span === 0) continue;
    const share = Math.min(1, left / span);
    const between = (of: keyof CoursePoint): number => a[of] + (b[of] - a[of]) * share;
    return {
      at: { x: between("x"), y: between("y"), z: between("z"), radius: between("radius") },
      heading: unit([b.x - a.x, b.y - a.y, b.z - a.z]),
    };
  }
  return { at: course.at(-1) as CoursePoint, heading: [0, 1, 0] };
}

/** The course from `from` to `to`, µm along it. */
export function courseBetween(course: readonly CoursePoint[], from: number, to: number): CoursePoint[] {
  let along = 0;
  const inner = course.filter((point, i) => {
    if (i > 0) along += distance(course[i - 1] as CoursePoint, point);
    return along > from + 1e-9 && along < to - 1e-9;
  });
  return [placeOn(course, from).at, ...inner, placeOn(course, to).at];
}
