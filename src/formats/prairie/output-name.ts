import type { StimulusEvent } from "#recording";

type Kind = StimulusEvent["kind"];

/** What an output whose own name doesn't tell its kind is called: "Stimulator, Schaffer". */
const CALLED: Readonly<Partial<Record<Kind, string>>> = { synaptic: "Stimulator", somatic: "Soma", light: "Light", other: "Output" };

/**
 * What an output of the board drives: commands in pA, nA or mV go to the soma; lamps, lasers and shutters are light; stimulators
 * and isolators excite axons; the rest is unknown. Names are the user's own, so this reads what people commonly call them.
 */
export function outputKind(name: string, units: string): Kind {
  const called = Object.entries(CALLED).find(([, prefix]) => name === prefix || name.startsWith(`${prefix}, `));
  if (called) return called[0] as Kind;
  if (/^(p|n)A$|^mV$/.test(units)) return "somatic";
  if (/led|laser|light|lamp|shutter|uncag/i.test(name)) return "light";
  if (/stimul|\bstim\b|isolator|shock|synap|afferent|schaffer/i.test(name)) return "synaptic";
  return "other";
}

/** The name under which `outputKind` finds this kind again: the target's own where that tells it. */
export function outputName(kind: Kind, target: string | undefined, units: string): string {
  const called = CALLED[kind] ?? "Output";
  if (target === undefined) return called;
  return outputKind(target, units) === kind ? target : `${called}, ${target}`;
}

/** What an output of this name addresses, without the word that tells its kind. */
export function outputTarget(name: string): string {
  const called = Object.values(CALLED).find((prefix) => name.startsWith(`${prefix}, `));
  return called === undefined ? name : name.slice(called.length + 2);
}
