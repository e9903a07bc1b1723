import type { Issue } from "#recording";
import { Hdf5Failure } from "./hdf5.js";

/** Collects what was wrong while reading one file, and turns failures of parts into issues. */
export class Findings {
  readonly issues: Issue[] = [];
  readonly #file: string;
  readonly #said = new Set<string>();

  constructor(file: string) {
    this.#file = file;
  }

  /** Says something once. */
  add(severity: Issue["severity"], code: string, message: string, where: Pick<Issue, "trial" | "offset"> = {}): void {
    const key = `${code} ${message} ${JSON.stringify(where)}`;
    if (this.#said.has(key)) return;
    this.#said.add(key);
    this.issues.push({ severity, code, message, file: this.#file, ...where });
  }

  /** For readers of parts that go on without the broken piece. */
  readonly complain = (reason: string): void => this.add("error", "nwb-part-unreadable", `${reason}. The rest was read without it.`);

  /** What `read` gives, or `otherwise` with an issue where HDF5 could not read it. */
  attempt<T>(read: () => T, otherwise: T, trial?: number): T {
    try {
      return read();
    } catch (cause) {
      if (!(cause instanceof Hdf5Failure)) throw cause;
      this.add("error", "nwb-part-unreadable", `${cause.message}. The rest was read without it.`, trial === undefined ? {} : { trial });
      return otherwise;
    }
  }
}
