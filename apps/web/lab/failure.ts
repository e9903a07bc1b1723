/** An error on its way between threads, which lose the class of what they post. */
import { RigError, type FailureKind } from "radiatum";

export interface Failure {
  /** "fault": our own mistake, whose sentence is a stack. */
  readonly kind: FailureKind | "fault";
  readonly code: string;
  readonly message: string;
}

export function failureOf(error: unknown): Failure {
  if (error instanceof RigError) return { kind: error.kind, code: error.code, message: error.message };
  return { kind: "fault", code: "fault", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
