import type { Recording } from "#recording";
import type { Drop, ReadOptions } from "./source.js";

/** One file format: how to recognise it and how to read it. */
export interface Reader {
  readonly name: string;
  /** Whether this is ours, by content (magic bytes, root element), not by extension alone; cheap, never throws. */
  recognises(drop: Drop): Promise<boolean>;
  /** All that is readable, with `issues`; throws a RigError of kind "unreadable" only where nothing is. */
  read(drop: Drop, options: ReadOptions): Promise<Recording>;
}
