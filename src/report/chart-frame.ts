import { ticks, tickText, type Scale } from "./scale.js";
import { label, rule, textWidth, type Markup } from "./svg.js";
import { typeScale, type Theme } from "./tokens.js";

/** A plot's rectangle in px. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The axis below a plot, its name with unit at the right end under the ticks. */
export function axisBelow(x: Scale, { left, right, bottom }: Box, name: string, theme: Theme, { whole = false, nameBelow = 29 } = {}): Markup {
  const values = ticks(x.domain, (right - left) / 56).filter((value) => !whole || Number.isInteger(value));
  return [
    rule(left, bottom, right, bottom, theme.axis),
    ...values.map((value) => rule(x(value), bottom, x(value), bottom + 4, theme.axis) + label(x(value), bottom + 15, tickText(value), { fill: theme.ink3, anchor: "middle" })),
    label(right, bottom + nameBelow, name, { fill: theme.ink2, anchor: "end" }),
  ].join("");
}

/** Ticks and dotted lines at the left, the axis' name with unit above them. */
export function axisLeft(y: Scale, { left, right, top, bottom }: Box, name: string, theme: Theme, { whole = false } = {}): Markup {
  const values = ticks(y.domain, (bottom - top) / 36).filter((value) => !whole || Number.isInteger(value));
  return [
    ...values.map((value) => rule(left, y(value), right, y(value), theme.line, { "stroke-dasharray": value === 0 ? undefined : "1 4" }) + label(left - 6, y(value) + 3.5, tickText(value), { fill: theme.ink3, anchor: "end" })),
    label(Math.max(0, left - 6 - textWidth(tickText(values.at(-1) ?? 0), typeScale.tick)), top - 8, name, { fill: theme.ink2 }),
  ].join("");
}
