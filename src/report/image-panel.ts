/** A picture as a panel: its pixels, scale bars within it, arrows, frames, and brackets for what lies beside it. */
import type { ReferenceImage } from "#recording";
import { lookUpTable, type LookUpTable } from "./look-up-tables.js";
import { base64, encodePng } from "./png.js";
import { bulk } from "./scale.js";
import { element, label, rule, type Drawing, type Markup } from "./svg.js";
import { dark, typeScale, type Theme } from "./tokens.js";
import { arrowUp, colourOf, panelTitle, type Stroke } from "./trace-panel.js";

export interface ImagePanel {
  readonly title: string;
  /** A PNG as data URI. */
  readonly href: string;
  readonly width: number;
  /** Of the picture itself. */
  readonly height: number;
  /** px, with what it stands for: "10 µm". */
  readonly across: { readonly length: number; readonly text: string };
  readonly down?: { readonly length: number; readonly text: string };
  /** Points to a place, px in the picture, coming from this direction. */
  readonly arrow?: { readonly x: number; readonly y: number; readonly from: readonly [x: number, y: number] };
  /** Encloses a place. */
  readonly frame?: { readonly x: number; readonly y: number; readonly size: number };
  /** Names of stretches from top to bottom, at the left. */
  readonly stretches?: readonly (Stroke & { readonly from: number; readonly to: number; readonly name: string })[];
  /** px from the left where something was done, with its name. */
  readonly mark?: { readonly at: number; readonly name: string };
}

const TITLE = 20; // px
/** px beside a picture whose stretches have names. */
const NAMES = 52;
/** Levels of grey that are kept: more of a noisy picture are bytes that nobody sees. */
const LEVELS = 48;
const WHITE = "#ffffff";

/** A photograph as indexed PNG: black at the counts of the darker pixels, white above those of a share of `bright`. */
export function photographImage(
  { pixels, width, height }: ReferenceImage, table: LookUpTable, bright: number,
): string {
  const [low = 0] = bulk(pixels, 0.5) ?? [];
  const [, high = 1] = bulk(pixels, 2 * bright - 1) ?? [];
  const span = Math.max(1, high - low);
  const samples = Uint8Array.from(pixels, (count: number) => {
    const share = Math.min(1, Math.max(0, (count - low) / span));
    return Math.round((255 * Math.round(share * (LEVELS - 1))) / (LEVELS - 1));
  });
  const file = encodePng({ width, height, kind: "palette", samples, palette: lookUpTable(table) });
  return `data:image/png;base64,${base64(file)}`;
}

export function imagePanel(panel: ImagePanel, theme: Theme): Drawing {
  const { title, href, width, height, stretches = [] } = panel;
  const left = stretches.length > 0 ? NAMES : 0;
  const foot = panel.mark ? 18 : 0;
  const box = { x: left, y: TITLE, width: width - left, height };
  return {
    width, height: TITLE + height + foot, spoken: title,
    marks: [
      panelTitle(title, width, theme),
      element("rect", { ...box, fill: "#000000" }),
      element("image", { ...box, preserveAspectRatio: "none", "image-rendering": "optimizeSpeed", href }),
      ...stretches.map((stretch) => bracket(stretch, { left, right: width }, theme)),
      scaleBar(panel, width),
      panel.arrow ? arrowTo(left + panel.arrow.x, TITLE + panel.arrow.y, panel.arrow.from) : "",
      panel.frame ? element("rect", {
        x: left + panel.frame.x, y: TITLE + panel.frame.y, width: panel.frame.size, height: panel.frame.size,
        fill: "none", stroke: WHITE, "stroke-width": 1.2,
      }) : "",
      panel.mark ? markUnder(left + panel.mark.at, TITLE + height, panel.mark.name, theme) : "",
    ].join(""),
  };
}

function scaleBar({ across, down, height }: ImagePanel, width: number): Markup {
  const [right, bottom] = [width - 10, TITLE + height - 10];
  const style = { size: typeScale.small, weight: 600, fill: WHITE } as const;
  return [
    rule(right - across.length, bottom, right, bottom, WHITE, { "stroke-width": 2.4 }),
    label(right - across.length / 2, bottom - 6, across.text, { ...style, anchor: "middle" }),
    down ? rule(right, bottom, right, bottom - down.length, WHITE, { "stroke-width": 2.4 }) : "",
    down ? label(right - 7, bottom - down.length / 2 + 2, down.text, { ...style, anchor: "end" }) : "",
  ].join("");
}

/** Its point stands off the place that it points to. */
function arrowTo(x: number, y: number, [dx, dy]: readonly [number, number]): Markup {
  const long = Math.sqrt(dx * dx + dy * dy) || 1;
  const [u, v] = [dx / long, dy / long];
  const at = (far: number, aside = 0): string =>
    `${(x + u * far - v * aside).toFixed(1)} ${(y + v * far + u * aside).toFixed(1)}`;
  return element("path", {
    d: `M${at(44)}L${at(14)}M${at(22, 5)}L${at(14)}L${at(22, -5)}`, stroke: WHITE, "stroke-width": 1.8, fill: "none",
  });
}

type Stretch = NonNullable<ImagePanel["stretches"]>[number];

function bracket(
  { from, to, name, ...stroke }: Stretch, { left, right }: { readonly left: number; readonly right: number },
  theme: Theme,
): Markup {
  const [upper, lower] = [TITLE + from, TITLE + to];
  const [colour, edge] = [colourOf(theme, stroke), colourOf(dark, stroke)];
  const dash = { "stroke-dasharray": "2 5", "stroke-opacity": 0.8 };
  return [
    element("path", {
      d: `M${left - 2} ${upper.toFixed(1)}h-5V${lower.toFixed(1)}h5`, fill: "none", stroke: colour, "stroke-width": 2,
    }),
    rule(left, upper, right, upper, edge, dash), rule(left, lower, right, lower, edge, dash),
    label(left - 12, (upper + lower) / 2 + 4, name, { size: typeScale.small, fill: colour, anchor: "end" }),
  ].join("");
}

const markUnder = (x: number, y: number, name: string, theme: Theme): Markup =>
  arrowUp(x, y + 4, theme) + label(x + 7, y + 13, name, { fill: theme.ink2 });
