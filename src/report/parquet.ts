import { parquetWriteBuffer } from "hyparquet-writer";
import type { Table, TableColumn } from "./table.js";

const TYPES = { number: "DOUBLE", integer: "INT32", "yes or no": "BOOLEAN", text: "STRING" } as const satisfies Record<TableColumn["kind"], string>;

/** A table as an Apache Parquet file, every column nullable. The same table gives the same bytes. */
export function parquetOf({ columns }: Table): Uint8Array {
  const file = parquetWriteBuffer({
    columnData: columns.map(({ name, kind, values }) => ({ name, data: [...values], type: TYPES[kind], nullable: true })),
    createdBy: "radiatum",
  });
  return new Uint8Array(file);
}
