import { mechanismFromText, writeText, type Mechanism } from "#engine";
import { calciumHeld, calciumLost } from "../written/calcium.js";
import { proteinCalcium } from "./protein-calcium.js";
import { mobileBufferCalcium, spineCalcium } from "./spine-calcium.js";

/** Calcium ions that one of each state of a pool holds. */
const HELD: ReadonlyMap<string, Readonly<Record<string, number>>> = new Map([
  [spineCalcium.name, { ca: 1, bufferCa: 1, dyeCa: 1 }],
  [mobileBufferCalcium.name, { ca: 1, bufferCa: 1, dyeCa: 1 }],
  [proteinCalcium.name, { ca: 1, bufferCa: 1, pairCa: 2, dyeCa: 4 }],
]);

/**
 * Both columns begin here, µM: far from 0, where the engine would halve steps so that nothing becomes negative, and so
 * high that they don't decide how long steps are.
 */
const BEGIN = "1000 µM";

export interface BookedPool {
  /** Has the pool's name, parameters and states, and beside them `entered` and `cleared`, which stay in their volume. */
  readonly mechanism: Mechanism;
  /** Calcium ions in one of each of the pool's own states. */
  readonly held: Readonly<Record<string, number>>;
}

/**
 * The same calcium pool with its book kept: what the membrane brought in and what was cleared, in every volume.
 *
 *     d[entered]/dt = influx,  d[cleared]/dt = φ·γ·([Ca] − [Ca]₀) + φ·(π([Ca]) − π([Ca]₀)),  π = V·[Ca]/([Ca] + K)
 *
 * What the volumes hold, free and bound, must then have grown by what entered less what was cleared. The clearance is
 * written out again, so that a pool that loses calcium in any other way doesn't balance. The rig's pools have no reactions; those
 * that a person joined to one write what they take into the same columns. Throws where `pool` isn't one of the rig's three.
 */
export function withBook(pool: Mechanism): BookedPool {
  const held = HELD.get(pool.name);
  if (!held) throw new Error(`broken invariant: nobody said how much calcium the states of ${pool.name} hold`);
  const data = writeText(pool);
  return {
    // The pool's own states are counted by the table, what binds calcium in a person's reactions by these.
    held: { ...Object.fromEntries(calciumHeld(pool)), ...held },
    mechanism: mechanismFromText({
      ...data,
      states: { ...data.states, entered: "µM", cleared: "µM" },
      equations: [
        booked(data.equations, calciumLost(pool)),
        "bookedPace = exp(log(clearanceQ10) · (temperature − clearanceAt) / 10 K)",
        "bookedPump = pumpRate · (ca / (ca + pumpHalf) − resting / (resting + pumpHalf))",
        "d entered/dt = influx",
        "d cleared/dt = bookedPace · (clearance · (ca − resting) + bookedPump)",
        `initial entered = ${BEGIN}`, `initial cleared = ${BEGIN}`,
      ].join("\n"),
    }),
  };
}

/** The same equations, in which a reaction that takes calcium or brings it says how much as one more product. */
function booked(equations: string, lost: ReadonlyMap<string, number>): string {
  return equations.split("\n").map((line) => {
    const [reaction = "", ...rates] = line.split(" : ");
    const ions = lost.get(reaction) ?? 0;
    if (ions === 0) return line;
    const column = Array.from({ length: Math.abs(ions) }, () => (ions > 0 ? "cleared" : "entered")).join(" + ");
    return `${reaction}${reaction.endsWith("→") ? " " : " + "}${column} : ${rates.join(" : ")}`;
  }).join("\n");
}
