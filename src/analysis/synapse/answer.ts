import { RigError } from "#errors";
import type { Refusal } from "../measurement.js";

/** What `measure` gives, or the sentence with which it refuses; other errors pass through. */
export function answerOf<Value>(measure: () => Value): Value | Refusal {
  try {
    return measure();
  } catch (problem) {
    if (problem instanceof RigError && problem.kind === "refused") return { refused: problem.message };
    throw problem;
  }
}
