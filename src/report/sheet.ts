/** A figure of several panels: lines of drawings under each other, each with its letter. */
import { element, label, standaloneSvg, type Drawing, type Markup } from "./svg.js";
import type { Theme } from "./tokens.js";

/** A panel with the letter by which a legend calls it; panels that belong to the one before have none. */
export interface Lettered {
  readonly letter?: string;
  readonly drawing: Drawing;
}

const [LETTER, ACROSS, DOWN] = [20, 26, 22] as const; // px

/** Two drawings of one panel, one above the other. */
export function above(upper: Drawing, lower: Drawing): Drawing {
  const top = upper.height + DOWN / 2;
  return {
    width: Math.max(upper.width, lower.width), height: top + lower.height, spoken: `${upper.spoken} ${lower.spoken}`,
    marks: upper.marks + element("g", { transform: `translate(0 ${top})` }, lower.marks),
  };
}

/** Lines of panels as one drawing. */
function sheet(lines: readonly (readonly Lettered[])[], theme: Theme): Drawing {
  const marks: Markup[] = [];
  const spoken: string[] = [];
  let [top, width] = [0, 0];
  for (const line of lines) {
    let left = 0;
    for (const { letter, drawing } of line) {
      if (letter !== undefined) marks.push(label(left, top + 13, letter, { size: 16, weight: 600, fill: theme.ink }));
      marks.push(element("g", { transform: `translate(${left + LETTER} ${top})` }, drawing.marks));
      spoken.push(`${letter === undefined ? "" : `${letter}: `}${drawing.spoken}`);
      left += LETTER + drawing.width + ACROSS;
    }
    width = Math.max(width, left - ACROSS);
    top += Math.max(...line.map(({ drawing }) => drawing.height)) + DOWN;
  }
  return { width, height: top - DOWN, spoken: spoken.join(" "), marks: marks.join("") };
}

/** The same as the text of an SVG file. */
export function sheetSvg(lines: readonly (readonly Lettered[])[], theme: Theme): string {
  return standaloneSvg(sheet(lines, theme), theme);
}
