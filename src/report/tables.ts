import type { Measurement } from "#analysis";
import { parquetOf } from "./parquet.js";
import { csvOf, meansTable, numbersTable, tracesTable, trialsTable } from "./table.js";

/** One row a trial, for people and spreadsheets. */
export const trialsCsv = (measurement: Measurement): string => csvOf(trialsTable(measurement));
/** One row a line of a trial: ΔF/F of each region in %. */
export const tracesCsv = (measurement: Measurement): string => csvOf(tracesTable(measurement));
/** One row a line: means, standard errors and fits. */
export const meansCsv = (measurement: Measurement): string => csvOf(meansTable(measurement));
/** Every number with interval, method and n. */
export const numbersCsv = (measurement: Measurement): string => csvOf(numbersTable(measurement));

/** The same tables as Parquet, exact to the last bit. */
export const trialsParquet = (measurement: Measurement): Uint8Array => parquetOf(trialsTable(measurement));
export const tracesParquet = (measurement: Measurement): Uint8Array => parquetOf(tracesTable(measurement));
export const meansParquet = (measurement: Measurement): Uint8Array => parquetOf(meansTable(measurement));
export const numbersParquet = (measurement: Measurement): Uint8Array => parquetOf(numbersTable(measurement));

/** All tables of a measurement by the names that their files bear. */
export const TABLES: Readonly<Record<string, (measurement: Measurement) => string | Uint8Array>> = {
  "trials.csv": trialsCsv, "traces.csv": tracesCsv, "means.csv": meansCsv, "numbers.csv": numbersCsv,
  "trials.parquet": trialsParquet, "traces.parquet": tracesParquet, "means.parquet": meansParquet, "numbers.parquet": numbersParquet,
};
