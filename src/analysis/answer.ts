import { RigError } from "#errors";
import type { Refusal } from "./measurement.js";

/** What `measure` gives, or the sentence with which it refuses; other errors pass through. */
export function answerOf<Value>(measure: () => Value): Value | Refusal {
  const result = ifAnswerable(measure);
  return "answer" in result ? result.answer : result;
}

/** The same, wrapped, so that a value of any kind is told from the sentence. */
export function ifAnswerable<Value>(measure: () => Value): { readonly answer: Value } | Refusal {
  try {
    return { answer: measure() };
  } catch (problem) {
    if (problem instanceof RigError && problem.kind === "refused") return { refused: problem.message };
    throw problem;
  }
}
