/** What of the trials is measured, where somebody has chosen: the lines of F₀, and pixels of regions. */
import type { GroupRequest, Region } from "radiatum";

/** Lines, `to` exclusive. */
export interface Lines {
  readonly from: number;
  readonly to: number;
}

/** First and last pixel of the region of that name, both within. */
export interface Stretch {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export interface Asked {
  readonly baseline?: Lines | undefined;
  readonly regions?: readonly Stretch[] | undefined;
}

/** The recording's own regions, where they have been moved to. */
export function regionsAsked(own: readonly Region[], { regions = [] }: Asked): readonly Region[] {
  return own.map((region) => {
    const moved = regions.find(({ name }) => name === region.name);
    return moved ? { ...region, from: moved.from, to: moved.to } : region;
  });
}

/** As requests to the bench have it; `own` of the recording, all of which are named where one has been moved. */
export function requestOf({ baseline, regions }: Asked, own: readonly Region[]): Pick<GroupRequest, "baseline" | "regions" | "regionsFrom"> {
  return {
    ...(baseline && { baseline: `${baseline.from}:${baseline.to}lines` }),
    ...(regions && { regions: regionsAsked(own, { regions }).map(stretchText), regionsFrom: "user" }),
  };
}

/** "spine=8:18px" */
const stretchText = ({ name, from, to }: Stretch): string => `${name}=${from}:${to}px`;

/** "spine=8:18px|shaft=30:41px", as the bench's address has it. */
export const regionsInAddress = (regions: readonly Stretch[]): string => regions.map(stretchText).join("|");

/** What isn't one is nothing. */
export function regionsFrom(text: string): readonly Stretch[] | undefined {
  const found = text.split("|").flatMap((one): Stretch[] => {
    const [, name, from, to] = /^(.+)=(\d+):(\d+)px$/.exec(one) ?? [];
    return name === undefined || Number(to) < Number(from) ? [] : [{ name, from: Number(from), to: Number(to) }];
  });
  return found.length > 0 ? found : undefined;
}

/** The same text for the same choice. */
export const askedText = ({ baseline, regions = [] }: Asked): string =>
  `${baseline ? `${baseline.from}_${baseline.to}` : ""};${regionsInAddress(regions)}`;
