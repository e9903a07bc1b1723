/** Programs in turn, round after round, in a rotated order, so that what the machine does besides meets all alike. */
import type { Answer, Program } from "./program.js";

/** One line of the table: programs that do the same work at once (nearly always one), by the same command. */
export interface Contestant {
  readonly name: string;
  readonly who: string;
  readonly programs: readonly Program[];
  readonly command: string;
}

/** What one turn took, ms per trial. Of programs that run at once the wall is the slowest's over all their trials. */
interface Turn {
  readonly cpu: number;
  readonly wall: number;
  readonly calcium: number;
}

export interface Spread { readonly median: number; readonly least: number; readonly most: number }

export interface Measured {
  readonly contestant: Contestant;
  readonly turns: readonly Turn[];
  /** Why there are none. */
  readonly reason?: string;
}

/** The middle one; of an even number the mean of the two. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (place: number): number => sorted[place] ?? NaN;
  const half = sorted.length / 2;
  const median = (at(Math.ceil(half) - 1) + at(Math.floor(half))) / 2;
  return { median, least: at(0), most: at(sorted.length - 1) };
}

async function turnOf({ programs, command }: Contestant): Promise<Turn> {
  const answers: Answer[] = await Promise.all(programs.map((program) => program.ask(command)));
  const cpus = answers.map(({ cpu_ms_per_trial: cpu }) => cpu);
  return {
    cpu: cpus.reduce((sum, cpu) => sum + cpu, 0) / answers.length,
    wall: Math.max(...answers.map(({ ms_per_trial: wall }) => wall)) / answers.length,
    calcium: answers[0]?.calcium_uM ?? NaN,
  };
}

/**
 * Everyone twice for nothing, to be warm (V8 compiles what is hot a second time), then `rounds` times for the record.
 * Who fails is out from then on, and its row says why.
 */
export async function inRounds(
  contestants: readonly Contestant[], rounds: number, say: (text: string) => void,
): Promise<Measured[]> {
  const states = contestants.map((contestant) => {
    const state: { contestant: Contestant; turns: Turn[]; reason?: string } = { contestant, turns: [] };
    return state;
  });
  for (let round = -2; round < rounds; round++) {
    say(round < 0 ? "warming up" : `round ${round + 1} of ${rounds}`);
    for (let i = 0; i < states.length; i++) {
      const state = states[(i + Math.max(0, round)) % states.length];
      if (!state || state.reason !== undefined) continue;
      try {
        const turn = await turnOf(state.contestant);
        if (round >= 0) state.turns.push(turn);
      } catch (error) {
        state.reason = error instanceof Error ? error.message : String(error);
      }
    }
  }
  return states;
}

/** A line of the table: ms per trial. */
export interface Row {
  readonly name: string;
  readonly who: string;
  readonly command?: string;
  readonly cpu?: Spread;
  readonly wall?: Spread;
  /** In the head, when the last trial ends. */
  readonly calcium_uM?: number;
  /** Why there is nothing. */
  readonly reason?: string;
}

export function rowOf({ contestant: { name, who, command }, turns, reason }: Measured): Row {
  if (reason !== undefined) return { name, who, command, reason };
  const [cpu, wall] = [spreadOf(turns.map((turn) => turn.cpu)), spreadOf(turns.map((turn) => turn.wall))];
  return { name, who, command, cpu, wall, calcium_uM: turns[0]?.calcium ?? NaN };
}

/** How many times longer `theirs` takes than `ours`, round by round. */
export function ratioOf(theirs: Measured, ours: Measured, measure: "cpu" | "wall"): Spread {
  return spreadOf(theirs.turns.map((turn, round) => turn[measure] / (ours.turns[round]?.[measure] ?? NaN)));
}
