import { basename, dirname, join } from "node:path";
import { failures, parseQuantity, regionsFromText, writeCsv, writeNwb, writeOmeTiff, type Recording } from "radiatum";
import { open, saveFile } from "radiatum/node";
import { progress, remark, say } from "./terminal.js";
import { version } from "./version.js";

const misuse = failures("usage", {
  "output-unknown": (f: { to: string }) => `${f.to}: the ending says the format; write .nwb, .csv or .ome.tif.`,
});

/** Reads `from` in any known format and writes `to` in the format its ending names; prints the files written. */
export async function convert(from: string, to: string, options: { readonly roi: readonly string[]; readonly linePeriod?: string }): Promise<void> {
  const format = /\.(?:(nwb)|(csv)|(ome\.tiff?))$/i.exec(to);
  if (!format) throw misuse("output-unknown", { to });
  const recording = await open(from, {
    ...(options.linePeriod === undefined ? {} : { linePeriod: parseQuantity(options.linePeriod, "time") }),
    onProgress: progress("Reading"),
  });
  for (const issue of recording.issues) if (issue.severity !== "note") remark(`${issue.severity}: ${issue.message}`);
  if (format[1]) {
    saveFile(to, await writeNwb(recording, { version, ...regions(recording, options.roi) }));
    say(to);
  } else if (format[2]) {
    // One table a channel: the given name serves where there is only one, and starts the others'.
    const files = writeCsv({ ...recording, name: basename(to).replace(/\.csv$/i, "") });
    if (recording.events.length > 0) remark(`warning: tables hold no stimuli; the ${recording.events.length} of this recording are left out. NWB keeps them.`);
    for (const file of files) {
      const path = files.length === 1 ? to : join(dirname(to), file.name.endsWith(".csv") ? file.name : `${file.name}.csv`);
      saveFile(path, file.text);
      say(path);
    }
  } else {
    saveFile(to, writeOmeTiff(recording, { onIssue: (issue) => remark(`${issue.severity}: ${issue.message}`) }));
    say(to);
  }
}

function regions(recording: Recording, texts: readonly string[]): Pick<NonNullable<Parameters<typeof writeNwb>[1]>, "regions"> {
  const scan = recording.lineScans[0];
  if (texts.length === 0 || !scan) return {};
  return { regions: regionsFromText(texts, scan).map(({ name, from, to }) => ({ name, structure: /shaft|dendrite/i.test(name) ? "dendrite" : "spine", from, to })) };
}
