import { assert } from "#errors";
import { modelCatalogue, type Catalogue } from "./catalogue.js";
import { misuse } from "./failures.js";
import { protocolShape, type ProtocolAndTrials } from "./fields/protocol.js";
import { contradictions } from "./meaning.js";
import type { Protocol } from "./protocol.js";
import { below, unread, type Found, type Here, type Problem, type Spot } from "./shapes/shape.js";
import { textOf, valuesOf } from "./source.js";

export interface ReadOptions {
  /** For messages: the name of the file. */
  readonly file?: string;
  /** What a protocol may name; the model's own by default. */
  readonly catalogue?: Catalogue;
  /**
   * Text of a file that the protocol names, by its path from the protocol; throws a RigError where it can't be had. Without
   * it a protocol that names one is refused.
   */
  readonly fileText?: (path: string) => string;
}

/**
 * The protocol that a YAML or JSON text means, checked, with every default filled in. Throws one RigError that lists all
 * problems, each with its line, path, value, and what was expected.
 */
export function readProtocol(
  content: string | Uint8Array, { file = "The protocol", catalogue = modelCatalogue(), fileText }: ReadOptions = {},
): Protocol {
  const problems: Problem[] = [];
  const found = valuesOf(textOf(content, file), file, problems);
  return checked(found, problems, { file, catalogue, fileText });
}

interface Checking {
  readonly file: string;
  readonly catalogue: Catalogue;
  readonly fileText?: ReadOptions["fileText"] | undefined;
  /** A path as whoever wrote the values would say it. */
  readonly inWords?: (written: string) => string;
}

/** The protocol that values mean; see `readProtocol`. */
export function checked(
  found: Found, problems: Problem[], { file, catalogue, fileText, inWords = (written) => written }: Checking,
): Protocol {
  const spots = new Map<string, Spot>();
  const here: Here = { reading: { catalogue, problems, spots, draft: {}, fileText }, path: "", written: "", place: found.place };
  if (found.value === null && problems.length === 0) throw misuse("protocol-empty", { file });
  const read = protocolShape.read(found, below(here, found, "", ""));
  assert(read !== unread || problems.length > 0, "what can't be read has a problem");
  if (read !== unread && problems.length === 0) {
    contradictions(read, catalogue, {
      no: (path, says, place) => { problems.push({ ...spotOf(path, spots), says, ...(place && { place }) }); },
      textPlace: (path) => spots.get(path)?.textPlace,
    });
  }
  if (read === unread || problems.length > 0) {
    const said = inOrder(problems).map((problem) => ({ ...problem, written: inWords(problem.written) }));
    throw misuse("protocol-wrong", { file, problems: said });
  }
  return withoutTrials(read);
}

function withoutTrials(read: ProtocolAndTrials): Protocol {
  const { trials, ...protocol } = read;
  assert(trials > 0, "runs have taken their trials from here");
  return protocol;
}

/** The nearest point that the file itself has: a field that it leaves out stands where its parent does. */
function spotOf(path: string, spots: ReadonlyMap<string, Spot>): { written: string; place: Spot["place"] } {
  for (let known = path; known !== ""; known = known.replace(/(?:^|\.)[^.[\]]*$|\[\d+\]$/u, "")) {
    const spot = spots.get(known);
    if (spot) return { written: spot.written + path.slice(known.length), place: spot.place };
  }
  return { written: path, place: undefined };
}

/** As they stand in the file; those without a place first. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const position = ({ place }: Problem): number => (place ? place.line * 1e6 + place.column : 0);
  return [...problems].sort((a, b) => position(a) - position(b));
}
