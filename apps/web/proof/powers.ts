/** Numbers of any size in parts, as one writes them by hand: 0.0021, or 2.1 and a power of ten. */

export interface Parts {
  readonly plain?: string;
  readonly mantissa?: string;
  readonly exponent?: number;
}

/** To `digits` significant ones; a power of ten below a thousandth and from 10⁵ on. */
export function powerParts(value: number, digits = 2): Parts {
  const size = Math.abs(value);
  if (value === 0 || !Number.isFinite(value)) return { plain: value > 0 ? "∞" : value < 0 ? "−∞" : value === 0 ? "0" : "–" };
  if (size >= 1e-3 && size < 1e5) return { plain: String(Number(value.toPrecision(digits))).replace("-", "−") };
  const [mantissa = "", exponent = "0"] = value.toExponential(digits - 1).split("e");
  return { mantissa: mantissa.replace(/\.0+$/, "").replace("-", "−"), exponent: Number(exponent) };
}

export const signed = (exponent: number): string => String(exponent).replace("-", "−");

/** The same as one line of text, for those who can't be given superscripts: "2.1e−5" would be read as a name. */
export function powerText(value: number, digits = 2): string {
  const { plain, mantissa, exponent = 0 } = powerParts(value, digits);
  return plain ?? `${mantissa === "1" ? "" : `${mantissa} × `}10^${signed(exponent)}`;
}
