/** The paper's figures on threads, one a task. */
import { failures } from "#errors";
import { figurePicture, figures, protocolsOf, type FigurePicture } from "#paper";
import { light, type Theme } from "#report";
import { paperText, type Reproduced, type ReproduceOptions } from "./reproduce.js";
import { shared, type WorkerOptions } from "./threads.js";
import type { Step } from "./work.js";

const misuse = failures("usage", {
  "figure-unknown": (f: { asked: number; known: readonly number[] }) =>
    `The paper has no figure ${f.asked}; there are ${f.known[0] ?? ""} to ${f.known.at(-1) ?? ""}.`,
});

export interface FigureOptions extends WorkerOptions, Pick<ReproduceOptions, "seed" | "parameters" | "set"> {
  /** Which; all eight by default. */
  readonly figures?: readonly number[];
  /** Colours; those of paper and daylight by default. */
  readonly theme?: Theme;
  /** What `reproduce` has read with the same seed, parameters and changes: spares searching for spines once more. */
  readonly readings?: Reproduced["readings"];
}

/**
 * Draws figures of the paper from virtual recordings, in their order. The same seed gives the same bytes on any number
 * of threads, with readings or without. Throws a RigError of kind "usage" for a figure that the paper hasn't.
 */
export async function drawFigures(options: FigureOptions = {}): Promise<FigurePicture[]> {
  const { seed = 1, parameters = "base", set: changes = [], theme = light, readings } = options;
  const known = figures.map(({ number }) => number);
  const asked = [...new Set(options.figures ?? known)];
  for (const one of asked) if (!known.includes(one)) throw misuse("figure-unknown", { asked: one, known });
  if (asked.length === 0) return [];
  const chosen = figures.filter(({ number }) => asked.includes(number));
  // Those of most sessions first, so that no thread is left with one when the others are done.
  const numbers = [...chosen].sort((a, b) => sessionCount(b) - sessionCount(a)).map(({ number }) => number);
  const names = new Set(chosen.flatMap(protocolsOf));
  const data: PostedFigures = {
    numbers, theme, drawing: { seed, parameters, changes }, ...(readings && { readings }),
    texts: new Map([...names].map((name) => [name, paperText(name)])),
  };
  const job = { work: pictures, entry: "figures-worker.js", data, trials: numbers.length, lanes: 1 };
  const found = await shared(job, options);
  return found.sort((a, b) => a.number - b.number);
}

const sessionCount = ({ sessions }: (typeof figures)[number]): number => Object.keys(sessions).length;

/** As it can be posted. */
interface PostedFigures {
  readonly numbers: readonly number[];
  readonly texts: ReadonlyMap<string, string>;
  readonly drawing: { readonly seed: number; readonly parameters: string; readonly changes: readonly string[] };
  readonly theme: Theme;
  readonly readings?: Reproduced["readings"];
}

/** A picture for each task. */
export function* pictures(
  { numbers, texts, drawing, theme, readings }: PostedFigures, places: Iterable<number>,
): Generator<Step<FigurePicture>> {
  let done = 0;
  for (const place of places) {
    const found = figurePicture(numbers[place] as number, texts, drawing, theme, readings);
    done++;
    yield { done, found };
  }
}
