import type { Sweep } from "#recording";

/** What a channel's unit and name say about it, and the factor that brings its numbers to mV or pA. */
export interface Signal {
  readonly quantity: Sweep["quantity"];
  /** Canonical: mV or pA where the file's unit is one of volts or amperes, else the file's own. */
  readonly unit: string;
  readonly factor: number;
  /** What was concluded from the channel's name alone, a sentence for the issues. */
  readonly assumption?: string;
}

const PREFIX: Readonly<Record<string, number>> = {
  f: 1e-15, p: 1e-12, n: 1e-9, u: 1e-6, µ: 1e-6, m: 1e-3, "": 1, k: 1e3,
};

/** Spelt out, as some programs export them. */
const WORDS: Readonly<Record<string, string>> = { volt: "V", volts: "V", millivolts: "mV", amp: "A", amps: "A", picoamps: "pA", nanoamps: "nA" };

/**
 * The quantity of a recorded channel, from its unit: volts are a potential in mV, amperes a current in pA. A name can
 * say more than the unit does: "AO #0" or "Cmd 0" recorded on an input is a copy of the command, and "stim", "trigger"
 * or "TTL" in volts is a trigger line, left in its own unit. Both are reported as assumptions.
 */
export function signalOf(unit: string, name: string): Signal {
  const own = unit.trim();
  const spelled = (WORDS[own.toLowerCase()] ?? own).replace("μ", "µ");
  const match = /^([fpnuµmk]?)([VA])$/u.exec(spelled);
  const prefix = match ? PREFIX[match[1] ?? ""] : undefined;
  if (match === null || prefix === undefined) return { quantity: "other", unit: own, factor: 1 };
  const volts = match[2] === "V";
  if (volts && own === "V" && /\b(stim|trig|ttl|gate|sync|shutter|frame|line ?clock)/iu.test(name)) {
    return { quantity: "trigger", unit: "V", factor: 1, assumption: `by its name, channel "${name}" is a trigger line and stays in V` };
  }
  const factor = tidy(prefix * (volts ? 1e3 : 1e12));
  const canonical = volts ? "mV" : "pA";
  if (/^(AO ?#?\d|Cmd ?\d)/u.test(name)) {
    return {
      quantity: volts ? "command potential" : "command current",
      unit: canonical,
      factor,
      assumption: `by its name, input channel "${name}" is a recorded copy of an analog output: a command, not a response`,
    };
  }
  return { quantity: volts ? "potential" : "current", unit: canonical, factor };
}

/** The same for what a digital-to-analog converter puts out. */
export function commandOf(unit: string): Signal {
  const { quantity, unit: canonical, factor } = signalOf(unit, "");
  if (quantity === "potential") return { quantity: "command potential", unit: canonical, factor };
  if (quantity === "current") return { quantity: "command current", unit: canonical, factor };
  return { quantity: "other", unit: canonical, factor };
}

/** 1e-9 × 1e12 is 1000.0000000000001 in binary; the factor is a power of ten. */
function tidy(factor: number): number {
  return Number(factor.toPrecision(3));
}
