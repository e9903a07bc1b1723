/** What the view shows of kept rows and of fresh ones: for each finding the row of the set in sight, and those beside it. */
import { createMemo, type Accessor } from "solid-js";
import type { OtherSet, Row, Scorecard, Verdict, Whole } from "radiatum/paper";
import type { Kept } from "./kept.js";
import { protocolsOfPanel } from "../lab/paper-protocols.js";
import { FIRST } from "../rig/the-series.js";
import { FIGURES, findingAmong, place, seedSaid, setAmong } from "./place.js";
import { withFresh, type Run } from "./runner.js";

export interface Beside {
  readonly name: string;
  readonly row: Row;
  /** In the plots; a third other set and more have none. */
  readonly mark?: OtherSet["mark"];
}

export interface Shown {
  readonly kept: Kept;
  readonly run: Accessor<Run | undefined>;
  readonly sets: readonly string[];
  readonly set: Accessor<string>;
  /** For figures, recordings and runs to come. */
  readonly seed: Accessor<number>;
  /** Of the set in sight, in the paper's order. */
  readonly rows: Accessor<readonly Row[]>;
  readonly isFresh: (id: string) => boolean;
  readonly rowsOf: (figure: number) => readonly Row[];
  readonly beside: (id: string) => readonly Beside[];
  readonly counts: Accessor<Readonly<Record<Verdict, number>>>;
  /** The one whose claims are listed; undefined in a section. */
  readonly figure: Accessor<number | undefined>;
  readonly row: Accessor<Row | undefined>;
  readonly protocolOf: (id: string) => string | undefined;
  /** What the rig shows of a row: its protocol; of a setting, which all have, the experiment that begins there; else its figure's first. */
  readonly rigOf: (row: Row) => { readonly protocol: string; readonly words: string } | undefined;
  /** Arguments, questions of method and the curve of influx: kept, until a whole run is at its end. */
  readonly card: Accessor<Scorecard & Whole>;
}

const MARKS: readonly OtherSet["mark"][] = ["diamond", "triangle"];

export function createShown(kept: Kept, run: Accessor<Run | undefined>): Shown {
  const sets = kept.card.sets.map(({ name }) => name);
  const set = createMemo(() => setAmong(sets));
  const keptRows = (name: string): readonly Row[] => kept.card.sets.find((one) => one.name === name)?.rows ?? [];
  const rows = createMemo(() => withFresh(keptRows(set()), run(), set()));
  const placeOf = (id: string): { readonly figure: number; readonly protocol: string | null } =>
    kept.places.get(id) ?? { figure: FIGURES[0], protocol: null };
  const rowsOf = (figure: number): readonly Row[] => rows().filter(({ id }) => placeOf(id).figure === figure);
  const figure = (): number | undefined => {
    const at = place();
    return typeof at === "number" ? at : undefined;
  };
  const listed = createMemo(() => {
    const at = figure();
    return at === undefined ? [] : rowsOf(at);
  });
  const beside = (id: string): readonly Beside[] => sets.filter((name) => name !== set()).flatMap((name, i) => {
    const row = withFresh(keptRows(name), run(), name).find((one) => one.id === id);
    const mark = MARKS[i];
    return row ? [{ name, row, ...(mark && { mark }) }] : [];
  });
  const counts = createMemo(() => {
    const count = (verdict: Verdict): number => rows().filter((row) => row.verdict === verdict).length;
    return {
      "reproduced": count("reproduced"), "direction only": count("direction only"), "not reproduced": count("not reproduced"),
      "conflicts within the paper": count("conflicts within the paper"),
    };
  });
  return {
    kept, run, sets, set, seed: () => seedSaid(kept.seed), rows, rowsOf, beside, counts, figure,
    isFresh: (id) => run()?.choice.set === set() && run()?.fresh.has(id) === true,
    row: () => listed().find(({ id }) => id === findingAmong(listed().map((one) => one.id))),
    protocolOf: (id) => placeOf(id).protocol ?? undefined,
    rigOf: ({ id, finding }) => {
      const { figure: number, protocol } = placeOf(id);
      if (protocol !== null) return { protocol, words: "Open in Rig" };
      if (finding.role === "setting") return { protocol: FIRST, words: "See it set in the Rig" };
      const [first] = protocolsOfPanel(number, "");
      return first && { protocol: first.name, words: `Open ${first.figure} in Rig` };
    },
    card: () => {
      const now = run();
      const whole = now !== undefined && !now.going && now.choice.figure === undefined && now.done === now.total ? now.card : undefined;
      return whole ? { ...kept.card, arguments: whole.arguments, biases: whole.biases, influx: whole.influx } : kept.card;
    },
  };
}
