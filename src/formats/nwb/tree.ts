import type { File, Group, Reference } from "h5wasm";
import { loadHdf5, privatePath, withComplaints, type Hdf5 } from "./hdf5.js";
import { withConstantClock } from "./constant-clock.js";
import { nameUuid, URL_NAMESPACE } from "./sha1.js";

/** A dataset's or attribute's content with its stored type; h5wasm takes 1.0 for an int32, so the type is always said. */
export interface Content {
  readonly data: ArrayBufferView | readonly string[] | number | string;
  readonly dtype: string;
  readonly shape?: readonly number[];
  /** Chunked and deflated if given. */
  readonly chunks?: readonly number[];
}

export const f64 = (value: number | readonly number[]): Content => ({ data: typeof value === "number" ? value : Float64Array.from(value), dtype: "<d" });
export const i32 = (value: number | readonly number[]): Content => ({ data: typeof value === "number" ? value : Int32Array.from(value), dtype: "<i" });
export const u32 = (value: number | readonly number[]): Content => ({ data: typeof value === "number" ? value : Uint32Array.from(value), dtype: "<I" });
/** Variable-length UTF-8: a string is a scalar, an array has one dimension. */
export const texts = (value: string | readonly string[]): Content => ({ data: value, dtype: "S" });

const DTYPES: Readonly<Record<string, string>> = {
  Uint8Array: "<B",
  Int8Array: "<b",
  Uint16Array: "<H",
  Int16Array: "<h",
  Uint32Array: "<I",
  Int32Array: "<i",
  Float32Array: "<f",
  Float64Array: "<d",
};
/** A typed array as it is. */
export function typed(data: ArrayBufferView, shape?: readonly number[], chunks?: readonly number[]): Content {
  const dtype = DTYPES[data.constructor.name];
  if (dtype === undefined) throw new Error(`no HDF5 type for ${data.constructor.name}`);
  return { data, dtype, ...(shape ? { shape } : {}), ...(chunks ? { chunks } : {}) };
}

/** Attributes: texts, contents, or a reference to the object at a path. */
export type Attributes = Readonly<Record<string, string | Content | { readonly to: string }>>;

/** Samples of a series, as a table refers to them. */
export interface SeriesSamples {
  readonly path: string;
  readonly from: number;
  readonly count: number;
}

/** A column of a table. `ends` makes it ragged: where each row ends. */
export type Column = { readonly description: string; readonly ends?: readonly number[] } & (
  | { readonly values: Content }
  | { readonly objects: readonly string[] }
  | { readonly samples: readonly SeriesSamples[] }
  | { readonly rowsOf: string; readonly rows: readonly number[] }
  | { readonly mask: readonly number[] }
);

/**
 * Writes one file: `build` makes the tree, synchronously, and the bytes come back. Whatever HDF5 complains of is an
 * error, as a complaint means a hole in the file.
 */
export async function writeTree(identifier: string, build: (tree: Tree) => void): Promise<Uint8Array> {
  const hdf5 = await loadHdf5();
  const path = privatePath();
  try {
    return withComplaints(hdf5, (complaint) =>
      withConstantClock(() => {
        const file = new hdf5.library.File(path, "w", { libver: ["earliest", "v110"] });
        try {
          const tree = new Tree(hdf5, file, identifier, complaint);
          build(tree);
          tree.finish();
          file.flush(); // closing alone writes nothing while any identifier is still open
        } finally {
          file.close();
        }
        const said = complaint();
        if (said !== undefined) throw new Error(`HDF5 could not close the file: ${said}`);
        return hdf5.files.readFile(path);
      }),
    );
  } finally {
    for (const stream of hdf5.files.streams) if (stream?.path === path) hdf5.files.close(stream);
    hdf5.files.unlink(path);
  }
}

/** An NWB file under construction: the few idioms that everything in it is made of. */
export class Tree {
  readonly #file: File;
  /** Anything at a path as an object with attributes, without asking HDF5 what it is. */
  readonly #group: (path: string) => Group;
  readonly #references: (path: string) => Reference;
  readonly #namespace: string;
  readonly #complaint: () => string | undefined;
  /** References are written last, when their targets exist. */
  readonly #columns: (() => void)[] = [];
  readonly #links: (() => void)[] = [];

  constructor({ library, engine }: Hdf5, file: File, identifier: string, complaint: () => string | undefined) {
    this.#file = file;
    this.#namespace = nameUuid(URL_NAMESPACE, identifier);
    this.#complaint = complaint;
    this.#group = (path) => new library.Group(file.file_id, path);
    this.#references = (path) => {
      const made = this.#group(path).create_reference();
      if (made.ref_data.length !== engine.SIZEOF_OBJ_REF) throw new Error(`no reference to ${path}`);
      return made;
    };
  }

  #done(path: string): void {
    const said = this.#complaint();
    if (said !== undefined) throw new Error(`HDF5 could not write ${path}: ${said}`);
  }

  attributes(path: string, attributes: Attributes): void {
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value !== "string" && "to" in value) {
        this.#links.push(() => {
          this.#group(path).create_attribute(name, this.#references(value.to));
          this.#done(`${path} ${name}`);
        });
        continue;
      }
      const { data, dtype } = typeof value === "string" ? texts(value) : value;
      // HDF5 refuses an empty attribute of variable length; one of fixed length does as well.
      if (Array.isArray(data) && data.length === 0) this.#group(path).create_attribute(name, [] as string[], [0], "S1");
      else this.#group(path).create_attribute(name, data as never, null, dtype);
      this.#done(`${path} ${name}`);
    }
  }

  #identify(path: string, namespace: "core" | "hdmf-common", type: string, attributes: Attributes): void {
    this.attributes(path, { namespace, neurodata_type: type, object_id: nameUuid(this.#namespace, path), ...attributes });
  }

  /** The root as an object of NWB. */
  root(attributes: Attributes): void {
    this.#identify("/", "core", "NWBFile", attributes);
  }

  group(path: string): string {
    this.#file.create_group(path.slice(1));
    this.#done(path);
    return path;
  }

  /** A group that is an object of the core schema. */
  object(path: string, type: string, attributes: Attributes = {}): string {
    this.group(path);
    this.#identify(path, "core", type, attributes);
    return path;
  }

  dataset(path: string, { data, dtype, shape, chunks }: Content, attributes: Attributes = {}, maxshape?: readonly (number | null)[]): string {
    this.#file.create_dataset({
      name: path.slice(1),
      data: data as never,
      dtype,
      shape: shape ? [...shape] : null,
      ...(maxshape ? { maxshape: [...maxshape] } : {}),
      ...(chunks ? { chunks: [...chunks], compression: "gzip", compression_opts: 4 } : {}),
    });
    this.#done(path);
    this.attributes(path, attributes);
    return path;
  }

  /** A dataset that is an object of the core schema. */
  datum(path: string, type: string, content: Content, attributes: Attributes = {}): void {
    this.dataset(path, content);
    this.#identify(path, "core", type, attributes);
  }

  /** Lengthens a dataset along its first axis by what `data` holds. */
  append(path: string, rows: { readonly from: number; readonly to: number }, shape: readonly number[], data: ArrayBufferView): void {
    const found = this.#file.get(path);
    if (found === null || !("write_slice" in found)) throw new Error(`no dataset at ${path}`);
    found.resize([rows.to, ...shape]);
    found.write_slice([[rows.from, rows.to], ...shape.map((): [] => [])], data);
    this.#done(path);
  }

  link(path: string, target: string): void {
    this.#file.create_soft_link(target, path.slice(1));
    this.#done(path);
  }

  /** A DynamicTable or one of its kinds; columns in order. */
  table(path: string, description: string, rows: number, columns: Readonly<Record<string, Column>>, type?: string): string {
    this.group(path);
    this.#identify(path, type === undefined ? "hdmf-common" : "core", type ?? "DynamicTable", { description, colnames: texts(Object.keys(columns)) });
    this.ids(path, rows);
    for (const [name, column] of Object.entries(columns)) this.column(`${path}/${name}`, column);
    return path;
  }

  ids(table: string, rows: number): void {
    this.dataset(`${table}/id`, i32(Array.from({ length: rows }, (_, row) => row)));
    this.#identify(`${table}/id`, "hdmf-common", "ElementIdentifiers", {});
  }

  column(path: string, column: Column): void {
    const { description } = column;
    const name = path.slice(path.lastIndexOf("/") + 1);
    const finish = (): void => {
      if (column.ends === undefined) return;
      this.dataset(`${path}_index`, u32(column.ends));
      this.#identify(`${path}_index`, "hdmf-common", "VectorIndex", { description: `Index for VectorData '${name}'`, target: { to: path } });
    };
    if ("values" in column) {
      this.dataset(path, column.values);
      this.#identify(path, "hdmf-common", "VectorData", { description });
      finish();
    } else if ("rowsOf" in column) {
      this.dataset(path, i32(column.rows));
      this.#identify(path, "hdmf-common", "DynamicTableRegion", { description, table: { to: column.rowsOf } });
      finish();
    } else if ("mask" in column) {
      const n = column.mask.length;
      this.#compound(path, [n], { x: Uint32Array.from(column.mask), y: new Uint32Array(n), weight: new Float32Array(n).fill(1) });
      this.#identify(path, "hdmf-common", "VectorData", { description });
      finish();
    } else {
      this.#columns.push(() => {
        if ("objects" in column) {
          this.#file.create_dataset({ name: path.slice(1), data: column.objects.map(this.#references), dtype: "Reference", shape: [column.objects.length] });
          this.#done(path);
          this.#identify(path, "hdmf-common", "VectorData", { description });
        } else {
          const { samples } = column;
          this.#compound(path, [samples.length], {
            idx_start: Int32Array.from(samples, (one) => one.from),
            count: Int32Array.from(samples, (one) => one.count),
            timeseries: samples.map((one) => this.#references(one.path)),
          });
          this.#identify(path, "core", "TimeSeriesReferenceVectorData", { description });
        }
        finish();
      });
    }
  }

  #compound(path: string, shape: number[], members: Readonly<Record<string, unknown>>): void {
    this.#file.create_dataset({ name: path.slice(1), data: new Map(Object.entries(members)), shape });
    this.#done(path);
  }

  finish(): void {
    for (const write of this.#columns) write();
    for (const write of this.#links) write();
  }
}
