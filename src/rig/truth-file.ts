/**
 * The truth as an Apache Parquet file, for validation and for whoever wants to see what the microscope didn't: a row
 * for each sample of each trial, with columns trial (from 1), stimulus, condition, time_ms, and one a quantity, whose
 * name ends in its unit. Under the key `radiatum.truth` stands JSON with the protocol, what the quantities are, and
 * every attempt at release of every contact. No reader of recordings opens it.
 */
import { parquetMetadata, parquetRead, type FileMetaData } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import * as v from "valibot";
import { readProtocol } from "#protocol";
import { unreadable } from "./failures.js";
import type { ContactAttempt } from "./stimulation.js";
import type { Truth, TruthTrial } from "./truth.js";

const KEY = "radiatum.truth";
const VERSION = 1;

const attempt = v.object({
  axon: v.string(),
  /** Absent: a contact elsewhere. */
  spine: v.optional(v.string()),
  spike_ms: v.number(),
  probability: v.number(),
  ready: v.number(),
  facilitation: v.number(),
  release: v.nullable(v.object({ time_ms: v.number(), weight: v.number() })),
});
const document = v.object({
  version: v.literal(VERSION),
  protocol: v.unknown(),
  interval_ms: v.pipe(v.number(), v.minValue(1e-6)),
  quantities: v.array(v.object({ name: v.string(), unit: v.picklist(["mV", "µM", "pA"]), about: v.string() })),
  trials: v.array(v.object({
    trial: v.pipe(v.number(), v.integer(), v.minValue(1)), stimulus: v.string(), condition: v.string(),
    samples: v.pipe(v.number(), v.integer(), v.minValue(0)), attempts: v.array(attempt),
  })),
});
type Document = v.InferOutput<typeof document>;

/** Equal truths give equal bytes. Traces are stored as they are, in 32 bits, byte by byte since they are smooth. */
export function writeTruth({ protocol, interval, quantities, trials }: Truth): Uint8Array {
  const lengths = trials.map(samplesOf);
  const total = lengths.reduce((sum, n) => sum + n, 0);
  const column = <Column extends Int32Array | Float32Array | Float64Array | string[]>(
    all: Column, value: (trial: TruthTrial, k: number) => number | string,
  ): Column => {
    let row = 0;
    trials.forEach((trial, i) => { for (let k = 0; k < (lengths[i] as number); k++) all[row++] = value(trial, k); });
    return all;
  };
  const whole = { nullable: false } as const;
  const smooth = { ...whole, encoding: "BYTE_STREAM_SPLIT", statistics: false } as const;
  const words = (value: (trial: TruthTrial) => string): string[] => column(new Array<string>(total), value);
  const about: Document = {
    version: VERSION, protocol, interval_ms: interval, quantities: quantities.map((one) => ({ ...one })),
    trials: trials.map((trial, i) => ({
      trial: trial.trial + 1, stimulus: trial.stimulus, condition: trial.condition, samples: lengths[i] as number,
      attempts: trial.attempts.map(writtenAttempt),
    })),
  };
  return new Uint8Array(parquetWriteBuffer({
    createdBy: "radiatum",
    kvMetadata: [{ key: KEY, value: JSON.stringify(about) }],
    columnData: [
      { name: "trial", type: "INT32", ...whole, data: column(new Int32Array(total), ({ trial }) => trial + 1) },
      { name: "stimulus", type: "STRING", ...whole, data: words(({ stimulus }) => stimulus) },
      { name: "condition", type: "STRING", ...whole, data: words(({ condition }) => condition) },
      {
        name: "time_ms", type: "DOUBLE", ...smooth,
        data: column(new Float64Array(total), (_, k) => timeOf(k, interval)),
      },
      ...quantities.map(({ name }, q) => ({
        name, type: "FLOAT" as const, ...smooth,
        data: column(new Float32Array(total), ({ traces }, k) => traces[q]?.[k] as number),
      })),
    ],
  }));
}

/**
 * What `writeTruth` wrote. Throws a RigError of kind "unreadable" where the bytes are something else, are damaged, or
 * where the traces don't have the samples that the trials should.
 */
export async function readTruth(bytes: Uint8Array): Promise<Truth> {
  const file = bytes.slice().buffer;
  let metadata: FileMetaData;
  try {
    metadata = parquetMetadata(file);
  } catch (error) {
    throw unreadable("truth-unreadable", { reason: (error as Error).message }, { cause: error });
  }
  const { protocol, interval_ms: interval, quantities, trials } = documentIn(metadata);
  const total = trials.reduce((sum, { samples }) => sum + samples, 0);
  if (Number(metadata.num_rows) !== total) {
    throw unreadable("truth-unreadable", { reason: `it has ${metadata.num_rows} rows where its trials have ${total}` });
  }
  const columns = await columnsOf(file, metadata, quantities.map(({ name }) => name), total);
  let from = 0;
  return {
    protocol: readProtocol(JSON.stringify(protocol), { file: "The truth's protocol" }), interval, quantities,
    trials: trials.map(({ trial, stimulus, condition, samples, attempts }) => {
      const [first, end] = [from, from += samples];
      const traces = columns.map((all) => all.slice(first, end));
      return { trial: trial - 1, stimulus, condition, attempts: attempts.map(readAttempt), traces };
    }),
  };
}

const samplesOf = ({ traces }: TruthTrial): number => traces[0]?.length ?? 0;

/** Without the noise of binary fractions: 0.3 ms, not 0.30000000000000004. */
const timeOf = (k: number, interval: number): number => Math.round(k * interval * 1e9) / 1e9;

function writtenAttempt({ spike, release, ...rest }: ContactAttempt): Document["trials"][number]["attempts"][number] {
  return { ...rest, spike_ms: spike, release: release && { time_ms: release.time, weight: release.weight } };
}

function readAttempt(
  { spike_ms: spike, spine, release, ...rest }: Document["trials"][number]["attempts"][number],
): ContactAttempt {
  return {
    ...rest, ...(spine !== undefined && { spine }), spike,
    release: release && { time: release.time_ms, weight: release.weight },
  };
}

function documentIn(metadata: FileMetaData): Document {
  const text = metadata.key_value_metadata?.find(({ key }) => key === KEY)?.value;
  if (text === undefined) throw unreadable("truth-unreadable", { reason: `it has no ${KEY}` });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw unreadable("truth-unreadable", { reason: `its ${KEY} is no JSON` }, { cause: error });
  }
  const checked = v.safeParse(document, parsed);
  if (checked.success) return checked.output;
  const [issue] = checked.issues;
  throw unreadable("truth-unreadable", { reason: `${v.getDotPath(issue) ?? KEY}: ${issue.message}` });
}

async function columnsOf(
  file: ArrayBuffer, metadata: FileMetaData, names: readonly string[], total: number,
): Promise<Float32Array[]> {
  const columns = names.map(() => new Float32Array(total));
  try {
    await parquetRead({
      file, metadata, columns: [...names],
      onChunk: ({ columnName, columnData, rowStart }) =>
        columns[names.indexOf(columnName)]?.set(columnData as ArrayLike<number>, rowStart),
    });
  } catch (error) {
    throw unreadable("truth-unreadable", { reason: (error as Error).message }, { cause: error });
  }
  return columns;
}
