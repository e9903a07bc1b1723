/** Numbers of any size as one writes them by hand, in parts or as text: 0.0021, or 2.1 and a power of ten. */

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

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const raised = (exponent: number): string => String(exponent).replace("-", "⁻").replaceAll(/\d/g, (digit) => RAISED.charAt(Number(digit)));

/** The same as one line of text, "2.1 × 10⁻⁵": "2.1e−5" would be read as a name. */
export function powerText(value: number, digits = 2): string {
  const { plain, mantissa, exponent = 0 } = powerParts(value, digits);
  return plain ?? `${mantissa === "1" ? "" : `${mantissa} × `}10${raised(exponent)}`;
}

/** With a true minus, and no power of ten for what a person would write out. */
export function decimal(value: number, digits: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "–";
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-4)) return powerText(value);
  return value.toFixed(digits).replace(/^-(?=0(\.0*)?$)/, "").replace("-", "−");
}

/** A probability by which something is judged: however small, never "0.000". */
export const chanceText = (p: number): string => (p < 1e-3 ? powerText(p) : decimal(p, 3));
