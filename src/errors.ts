/**
 * How the program says no. One class; a code for the program, a sentence for the person.
 *
 * Each module keeps its own sentences in a `failures.ts` and throws `unreadable("tiff-not-a-tiff", { … })`:
 * the fields are typed by the sentence that uses them, so a message can't lack its offset or its advice.
 */

/**
 * Who can mend it, which is also how the command line exits:
 * `usage` the person who typed (2) · `unreadable` the file is damaged or of an unknown kind (3) ·
 * `refused` the data can't support the answer (4). Our own mistakes are plain `Error`s (1).
 */
export type FailureKind = "usage" | "unreadable" | "refused";

/** Something the user can mend. `message` says what, where, expected, found and what to do next. */
export class RigError extends Error {
  override readonly name = "RigError";
  constructor(
    readonly kind: FailureKind,
    /** Stable name of what happened, such as `tiff-not-a-tiff`. */
    readonly code: string,
    message: string,
    /** The numbers and names within the message, for programs. */
    readonly fields: Readonly<Record<string, unknown>>,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Turns a table of sentences into a function that makes errors:
 * `const refuse = failures("refused", { "too-few": (f: { n: number }) => … }); throw refuse("too-few", { n: 3 });`
 */
export function failures<Sentences extends Record<string, (fields: never) => string>>(
  kind: FailureKind,
  sentences: Sentences,
): <Code extends keyof Sentences & string>(
  code: Code,
  fields: Parameters<Sentences[Code]>[0],
  options?: ErrorOptions,
) => RigError {
  return (code, fields, options) => {
    const say = sentences[code] as ((fields: unknown) => string) | undefined;
    if (!say) throw new Error(`no sentence for failure ${code}`);
    return new RigError(kind, code, say(fields), fields, options);
  };
}

/**
 * What `make` gives. Where it throws a RigError, the place in what a person wrote is put before its sentence, for a
 * module that knows what is wrong and not where it came from: "spine.distance: 900 µm from the soma there is no …".
 */
export function naming<Made>(place: string, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RigError)) throw error;
    const { kind, code, message, fields } = error;
    throw new RigError(kind, code, `${place}: ${message}`, { ...fields, place }, { cause: error });
  }
}

/** States what must be true of our own code; a failure is a bug in Radiatum, never the user's. */
export function assert(condition: boolean, claim: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${claim}`);
}

/** How many letters to insert, drop or exchange (Levenshtein 1966): for sentences that name the nearest right word. */
export function lettersApart(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const exchange = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, exchange));
    }
    row = next;
  }
  return row[b.length] as number;
}
