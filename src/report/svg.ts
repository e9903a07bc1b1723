import { assert } from "#errors";
import { escapeMarkup } from "./escape.js";
import { family, typeScale, type Theme } from "./tokens.js";

/** Markup that is already escaped: what the functions below return. */
export type Markup = string;

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** A coordinate with at most two decimals. A non-finite one is our own fault: NaN never reaches a figure. */
function coordinate(value: number): string {
  assert(Number.isFinite(value), "a coordinate is finite");
  const rounded = Math.round(value * 100) / 100;
  return String(Object.is(rounded, -0) ? 0 : rounded);
}

/** One element; attribute values and names are ours or escaped here, `children` is markup. */
export function element(name: string, attributes: Attributes, ...children: readonly Markup[]): Markup {
  const written = Object.entries(attributes)
    .filter((pair): pair is [string, string | number] => pair[1] !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? coordinate(value) : escapeMarkup(value)}"`)
    .join("");
  const inner = children.join("");
  return inner === "" ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>`;
}

export interface TextStyle {
  readonly size?: number;
  readonly weight?: 400 | 600;
  readonly fill: string;
  readonly anchor?: "start" | "middle" | "end";
}

/** A line of text with its baseline at `y`; the text is escaped. */
export function label(x: number, y: number, text: string, { size = typeScale.tick, weight = 400, fill, anchor }: TextStyle): Markup {
  return element(
    "text",
    { x, y, "font-size": size, "font-weight": weight === 600 ? 600 : undefined, fill, "text-anchor": anchor === "start" ? undefined : anchor },
    scripted(escapeMarkup(text)),
  );
}

/** Plex Sans has no ⁺ and ⁻: charges as "²⁺" are set as smaller digits and signs above the line. */
function scripted(markup: Markup): Markup {
  return markup.replace(/[⁰¹²³⁴-⁹]*[⁺⁻]/gu, (charge) => {
    const plain = Array.from(charge, (sign) => PLAIN[sign] ?? sign).join("");
    return `<tspan dy="-0.35em" font-size="0.72em">${plain}</tspan><tspan dy="0.25em">\u200b</tspan>`;
  });
}

const PLAIN: Readonly<Record<string, string>> = {
  "⁺": "+", "⁻": "−", "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9",
};

/** A straight line. */
export function rule(x1: number, y1: number, x2: number, y2: number, stroke: string, more: Attributes = {}): Markup {
  return element("path", { d: `M${coordinate(x1)} ${coordinate(y1)}L${coordinate(x2)} ${coordinate(y2)}`, stroke, fill: "none", ...more });
}

/**
 * Path data through the points, in tenths of a pixel, lifting the pen where a value is missing (not finite).
 * Relative steps keep a report with a hundred trials small; they are taken between rounded points, so nothing drifts.
 */
export function polyline(points: Iterable<readonly [x: number, y: number]>): string {
  let data = "";
  let last: readonly [number, number] | undefined;
  const tenths = (value: number): string => String(value / 10);
  for (const [x, y] of points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      last = undefined;
      continue;
    }
    const here = [Math.round(x * 10), Math.round(y * 10)] as const;
    if (last) {
      const step = tenths(here[1] - last[1]);
      data += `l${tenths(here[0] - last[0])}${step.startsWith("-") ? "" : " "}${step}`;
    } else data += `M${tenths(here[0])} ${tenths(here[1])}`;
    last = here;
  }
  return data;
}

/** Dots as one path of zero-length strokes. */
export function dots(points: Iterable<readonly [x: number, y: number]>): string {
  let data = "";
  for (const [x, y] of points) if (Number.isFinite(x) && Number.isFinite(y)) data += `M${coordinate(Math.round(x * 10) / 10)} ${coordinate(Math.round(y * 10) / 10)}h.01`;
  return data;
}

/** What `children` draw outside the rectangle is cut off. A nested svg needs no clip-path and so no id. */
export function clipped(box: { x: number; y: number; width: number; height: number }, ...children: readonly Markup[]): Markup {
  return element("svg", { ...box, viewBox: [box.x, box.y, box.width, box.height].map(coordinate).join(" "), overflow: "hidden" }, ...children);
}

/** A drawing without its root: the same marks go into a page, a file or a picture. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** A sentence for those who do not see it, made from the measurements. */
  readonly spoken: string;
  readonly marks: Markup;
}

/** The drawing within a page: it scales with its container and takes colours and font from the page. */
export function inlineSvg(drawing: Drawing, className = ""): Markup {
  return element(
    "svg",
    {
      class: className === "" ? "drawing" : `drawing ${className}`,
      viewBox: `0 0 ${coordinate(drawing.width)} ${coordinate(drawing.height)}`,
      role: "img",
      "aria-label": drawing.spoken,
    },
    drawing.marks,
  );
}

/** The drawing as a file of its own, on its ground. */
export function standaloneSvg(drawing: Drawing, theme: Theme): string {
  const { width, height } = drawing;
  const margin = 12;
  const box = [-margin, -margin, width + 2 * margin, height + 2 * margin];
  const root = element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: width + 2 * margin,
      height: height + 2 * margin,
      viewBox: box.map(coordinate).join(" "),
      "font-family": `'${family}', 'Helvetica Neue', Arial, sans-serif`,
      role: "img",
    },
    element("title", {}, escapeMarkup(drawing.spoken)),
    // Browsers know only the keyword, other renderers only the attribute on the image.
    drawing.marks.includes("<image") ? "<style>@supports (image-rendering:pixelated){image{image-rendering:pixelated}}</style>" : "",
    element("rect", { x: -margin, y: -margin, width: width + 2 * margin, height: height + 2 * margin, fill: theme.panel }),
    drawing.marks,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

/** Roughly how wide a text is set in Plex Sans, in px: enough to choose what fits. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const letter of text) {
    if (/[iljtfI.,:;'|!()[\] ]/u.test(letter)) ems += 0.31;
    else if (/[mwMW@%—…]/u.test(letter)) ems += 0.88;
    else if (/[A-Z\u0370-\u{10FFFF}]/u.test(letter)) ems += 0.66;
    else ems += 0.59;
  }
  return ems * size;
}

/** `text` cut with an ellipsis until it fits `width` px. */
export function fitted(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && textWidth(`${letters.join("")}…`, size) > width) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}
