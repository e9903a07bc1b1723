import { parseQuantity, regionsFromText, type NwbOptions, type Recording } from "radiatum";
import { open } from "radiatum/node";
import { destinationOf, writeRecording } from "./recording-files.js";
import { progress, remark, say } from "./terminal.js";

export interface ConvertOptions {
  readonly roi: readonly string[];
  readonly linePeriod?: string;
}

/** Reads `from` in any known format and writes `to` in the format its ending names; prints the files written. */
export async function convert(from: string, to: string, options: ConvertOptions): Promise<void> {
  const destination = destinationOf(to);
  const recording = await open(from, {
    ...(options.linePeriod === undefined ? {} : { linePeriod: parseQuantity(options.linePeriod, "time") }),
    onProgress: progress("Reading"),
  });
  for (const issue of recording.issues) if (issue.severity !== "note") remark(`${issue.severity}: ${issue.message}`);
  for (const path of await writeRecording(recording, destination, regions(recording, options.roi))) say(path);
}

function regions(recording: Recording, texts: readonly string[]): Pick<NwbOptions, "regions"> {
  const scan = recording.lineScans[0];
  if (texts.length === 0 || !scan) return {};
  return {
    regions: regionsFromText(texts, scan).map(({ name, from, to }) =>
      ({ name, structure: /shaft|dendrite/i.test(name) ? "dendrite" : "spine", from, to })),
  };
}
