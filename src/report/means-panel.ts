/** Means against what was set: every trial a dot, means with standard errors, a line where one was fitted. */
import { axisBelow, axisLeft, type Box } from "./chart-frame.js";
import { bulk, extent, linearScale, roomFor } from "./scale.js";
import { dots, element, rule, type Drawing } from "./svg.js";
import type { Theme } from "./tokens.js";
import { colourOf, noteLinesOf, panelTitle, spokenPanel, type PanelNote, type Stroke } from "./trace-panel.js";

/** px over which the trials of one group stand beside each other. */
const SPREAD = 9;

export interface MeansPanel extends Stroke {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** Names of the axes, with units. */
  readonly across: string;
  readonly up: string;
  readonly groups: readonly {
    readonly at: number; readonly trials: readonly number[]; readonly mean: number; readonly standardError: number;
  }[];
  readonly line?: { readonly slope: number; readonly intercept: number };
  readonly notes?: readonly PanelNote[];
}

export function meansPanel(panel: MeansPanel, theme: Theme): Drawing {
  const { title, width, height, across, up, groups, line, notes = [] } = panel;
  const box: Box = { left: 40, right: width - 8, top: 46 + 15 * notes.length, bottom: height - 36 };
  const [first = 0, last = 1] = extent(groups.map(({ at }) => at)) ?? [];
  const air = 0.07 * (last - first || 1);
  const x = linearScale([first - air, last + air], [box.left, box.right]);
  const ends = groups.flatMap(({ mean, standardError }) => [mean - standardError, mean + standardError]);
  const all = groups.flatMap(({ trials }) => trials);
  const y = linearScale(roomFor([extent(ends), bulk(all, 0.99)]), [box.bottom, box.top]);
  const colour = colourOf(theme, panel);
  const columns = groups.map(({ at, trials, mean, standardError }) => [
    element("path", {
      // About the group's own place, side by side so that equal ones are seen.
      d: dots(trials.map((value, k) => [x(at) + SPREAD * ((k + 0.5) / trials.length - 0.5), y(value)])),
      stroke: colour, "stroke-width": 3, "stroke-linecap": "round", "stroke-opacity": 0.35, fill: "none",
    }),
    rule(x(at), y(mean - standardError), x(at), y(mean + standardError), colour, { "stroke-width": 1.6 }),
    element("circle", { cx: x(at), cy: y(mean), r: 4, fill: colour }),
  ].join(""));
  const fitted = (at: number): number => y((line?.intercept ?? 0) + (line?.slope ?? 0) * at);
  const fit = line ? rule(x(first), fitted(first), x(last), fitted(last), theme.ink, { "stroke-width": 1.2 }) : "";
  return {
    width, height, spoken: spokenPanel(title, notes),
    marks: [
      panelTitle(title, width, theme), ...noteLinesOf(notes, width, theme),
      axisLeft(y, box, up, theme), fit, ...columns, axisBelow(x, box, across, theme),
    ].join(""),
  };
}
