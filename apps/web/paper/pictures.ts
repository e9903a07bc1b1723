/** Figures as they are looked at: recorded on a thread of their own, one at a time, and kept while the page is open. */
import { createSignal } from "solid-js";
import type { FigurePicture, Reading } from "radiatum/paper";
import { paperThreads } from "../lab/threads.js";
import { stopped } from "./runner.js";

export interface Wanted {
  readonly number: number;
  readonly seed: number;
  readonly set: string;
  /** Of the same seed and set, where they have been run. */
  readonly readings?: ReadonlyMap<string, readonly Reading[]> | undefined;
}

export type Picture =
  | { readonly kind: "drawing"; readonly done: number; readonly of: number }
  | { readonly kind: "drawn"; readonly picture: FigurePicture }
  | { readonly kind: "failed"; readonly why: string };

export interface Pictures {
  /** Undefined: nobody has asked for it yet. */
  readonly of: (wanted: Wanted) => Picture | undefined;
  /** Begins it, in place of another that isn't drawn yet. */
  readonly want: (wanted: Wanted) => void;
  /** Every figure, those that are there at once. */
  readonly all: (wanted: Omit<Wanted, "number">, numbers: readonly number[], onDone: (done: number) => void) => Promise<FigurePicture[]>;
}

const keyOf = ({ number, seed, set }: Wanted): string => `${number} ${seed} ${set}`;

export function createPictures(): Pictures {
  const [thread] = paperThreads(1);
  if (!thread) throw new Error("broken invariant: there is a thread for figures");
  const [known, setKnown] = createSignal<ReadonlyMap<string, Picture>>(new Map());
  const put = (key: string, picture: Picture | undefined): void => void setKnown((now) => {
    const next = new Map(now);
    if (picture) next.set(key, picture);
    else next.delete(key);
    return next;
  });
  let drawing: string | undefined;
  const draw = async (wanted: Wanted): Promise<void> => {
    const key = keyOf(wanted);
    if (drawing === key || known().get(key)?.kind === "drawn") return;
    if (drawing !== undefined) {
      put(drawing, undefined);
      thread.stop();
    }
    drawing = key;
    put(key, { kind: "drawing", done: 0, of: 0 });
    const { number, seed, set, readings } = wanted;
    try {
      const picture = await thread.call("figure", { number, run: { seed, parameters: set, changes: [] }, readings }, ({ done, of }) => {
        if (drawing === key) put(key, { kind: "drawing", done, of });
      });
      put(key, { kind: "drawn", picture });
    } catch (error) {
      if (stopped(error)) return;
      put(key, { kind: "failed", why: error instanceof Error ? error.message : String(error) });
    } finally {
      if (drawing === key) drawing = undefined;
    }
  };
  return {
    of: (wanted) => known().get(keyOf(wanted)),
    want: (wanted) => void draw(wanted),
    all: async (wanted, numbers, onDone) => {
      const found: FigurePicture[] = [];
      for (const number of numbers) {
        await draw({ ...wanted, number });
        const picture = known().get(keyOf({ ...wanted, number }));
        if (picture?.kind === "failed") throw new Error(picture.why);
        if (picture?.kind !== "drawn") throw new Error("Another figure was looked at meanwhile; ask for the report once more.");
        found.push(picture.picture);
        onDone(found.length);
      }
      return found;
    },
  };
}
