import { RigError } from "#errors";
import type { Answer } from "../measurement.js";
import type { Estimate } from "#statistics";

/** The estimate, or the sentence with which it was refused; anything but a refusal of the data goes on up. */
export function attempt(estimate: () => Estimate): Answer {
  const result = ifAnswerable(estimate);
  return "answer" in result ? result.answer : result;
}

/** The same for a value of any kind, wrapped so that the sentence can't be mistaken for it. */
export function ifAnswerable<Value>(make: () => Value): { readonly answer: Value } | { readonly refused: string } {
  try {
    return { answer: make() };
  } catch (error) {
    if (error instanceof RigError && error.kind === "refused") return { refused: error.message };
    throw error;
  }
}
