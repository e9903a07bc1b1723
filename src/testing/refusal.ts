import { RigError } from "#errors";

/** The RigError that something throws. Throws itself where nothing is refused, or something else goes wrong. */
export function refusal(run: () => unknown): RigError {
  try {
    run();
  } catch (error) {
    if (error instanceof RigError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** What a promise is rejected with; undefined where it isn't. */
export async function rejection(run: Promise<unknown>): Promise<unknown> {
  return run.then(() => undefined, (error: unknown) => error);
}
