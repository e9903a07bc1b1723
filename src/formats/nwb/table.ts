import type { Hdf5File } from "./hdf5.js";
import { Hdf5Failure } from "./hdf5.js";
import type { Value } from "./hdf5-values.js";
import type { Part } from "./series.js";

/** A run of samples of a series, as a table refers to it; without a part, nothing was recorded. */
export interface SeriesPart extends Part {
  readonly path: string;
}

/**
 * A DynamicTable: columns of equal length, some of them ragged (a second dataset `<name>_index` holds where each
 * row ends). Columns that are missing or unreadable give `undefined`; the reason of the latter goes to `complain`.
 */
export class Table {
  readonly #file: Hdf5File;
  readonly #complain: (reason: string) => void;
  readonly path: string;
  readonly rows: number;

  constructor(file: Hdf5File, path: string, complain: (reason: string) => void) {
    this.#file = file;
    this.#complain = complain;
    this.path = path;
    const ids = this.#read("id");
    this.rows = ids?.shape[0] ?? this.#longest();
  }

  /** Where `id` is damaged, the columns still tell how many rows there are. */
  #longest(): number {
    let rows = 0;
    for (const name of this.#file.children(this.path)) {
      if (this.#file.typeOf(`${this.path}/${name}_index`) !== undefined || name === "id") continue;
      rows = Math.max(rows, this.#file.stored(`${this.path}/${name}`)?.shape[0] ?? 0);
    }
    return rows;
  }

  #read(name: string): Value | undefined {
    try {
      return this.#file.read(`${this.path}/${name}`);
    } catch (cause) {
      if (!(cause instanceof Hdf5Failure)) throw cause;
      this.#complain(cause.message);
      return undefined;
    }
  }

  texts(name: string): readonly string[] | undefined {
    const column = this.#read(name);
    return column?.kind === "text" ? column.values : undefined;
  }

  numbers(name: string): ArrayLike<number> | undefined {
    const column = this.#read(name);
    return column?.kind === "number" ? column.values : undefined;
  }

  /** Paths that a column of object references leads to; undefined where one leads nowhere. */
  targets(name: string): readonly (string | undefined)[] | undefined {
    const column = this.#read(name);
    return column?.kind === "reference" ? column.values.map((reference) => this.#target(reference)) : undefined;
  }

  #target(reference: Uint8Array): string | undefined {
    try {
      return this.#file.resolve(reference);
    } catch (cause) {
      if (!(cause instanceof Hdf5Failure)) throw cause;
      this.#complain(cause.message);
      return undefined;
    }
  }

  /** Where each row of a ragged column starts and ends; undefined where the column isn't ragged. */
  ends(name: string): readonly { readonly from: number; readonly to: number }[] | undefined {
    const ends = this.numbers(`${name}_index`);
    if (ends === undefined) return undefined;
    return Array.from({ length: ends.length }, (_, row) => ({ from: row === 0 ? 0 : (ends[row - 1] ?? 0), to: ends[row] ?? 0 }));
  }

  /** A ragged column of texts. */
  textLists(name: string): readonly (readonly string[])[] | undefined {
    const values = this.texts(name);
    return values && this.ends(name)?.map(({ from, to }) => values.slice(from, to));
  }

  /** A ragged column of numbers. */
  numberLists(name: string): readonly (readonly number[])[] | undefined {
    const values = this.numbers(name);
    return values && this.ends(name)?.map(({ from, to }) => Array.prototype.slice.call(values, from, to) as number[]);
  }

  /** References to runs of samples, one list a row; a row of a column that isn't ragged has one. */
  seriesParts(name: string): readonly (readonly SeriesPart[])[] | undefined {
    const column = this.#read(name);
    if (column?.kind !== "compound") return undefined;
    const start = column.columns.get("idx_start");
    const count = column.columns.get("count");
    const series = column.columns.get("timeseries");
    if (start?.kind !== "number" || count?.kind !== "number" || series?.kind !== "reference") return undefined;
    const known = new Map<string, string | undefined>();
    const parts = series.values.map((reference, i): SeriesPart | undefined => {
      const key = reference.join();
      if (!known.has(key)) known.set(key, this.#target(reference));
      const path = known.get(key);
      return path === undefined ? undefined : { path, from: start.values[i] ?? -1, count: count.values[i] ?? -1 };
    });
    const rows = this.ends(name) ?? parts.map((_, i) => ({ from: i, to: i + 1 }));
    return rows.map(({ from, to }) => parts.slice(from, to).filter((part) => part !== undefined && part.from >= 0 && part.count > 0) as SeriesPart[]);
  }
}
