/** Recordings on disk, in the format that a name's ending says: what `convert` and `simulate` have in common. */
import { basename, dirname, join } from "node:path";
import {
  failures, writeAbf, writeCsv, writeNwb, writeOmeTiff, writePrairie, type Issue, type NwbOptions, type Recording,
} from "radiatum";
import { requireSavable, requireVacant, saveFile, saveFolder } from "radiatum/node";
import { remark } from "./terminal.js";
import { version } from "./version.js";

const misuse = failures("usage", {
  "output-unknown": (f: { to: string }) =>
    `${f.to}: the ending says the format; write .nwb, .csv or .ome.tif, or a name without ending for a Prairie folder.`,
});

const ENDINGS = {
  "NWB": /\.nwb$/i, "CSV": /\.csv$/i, "OME-TIFF": /\.ome\.tiff?$/i,
  /** A slash at the end, or no dot in the last name. */
  "Prairie folder": /[/\\]$|(?:^|[/\\])[^./\\]+$/,
} as const;

/** Where a recording goes. */
export interface Destination {
  readonly format: keyof typeof ENDINGS;
  readonly path: string;
}

/** Throws a usage error where the ending names no format that is written. */
export function destinationOf(to: string): Destination {
  for (const [format, ending] of Object.entries(ENDINGS)) {
    if (ending.test(to)) return { format: format as Destination["format"], path: to.replace(/(?<=.)[/\\]+$/, "") };
  }
  throw misuse("output-unknown", { to });
}

/** Throws a usage error where nothing could be written there, so that nobody waits for it. */
export function requireFree({ format, path }: Destination): void {
  if (format === "Prairie folder") requireVacant(path);
  else requireSavable(path);
}

/** The name that files beside a recording begin with: "data/pairing" of "data/pairing.nwb". */
export function stemOf({ format, path }: Destination): string {
  return format === "Prairie folder" ? path : path.replace(ENDINGS[format], "");
}

/** Writes a recording, each file whole or not at all; returns the paths written, and remarks on what they leave out. */
export async function writeRecording(
  recording: Recording, destination: Destination, { regions }: Pick<NwbOptions, "regions"> = {},
): Promise<string[]> {
  const { format, path } = destination;
  const onIssue = ({ severity, message }: Issue): void => { remark(`${severity}: ${message}`); };
  switch (format) {
    case "NWB":
      saveFile(path, await writeNwb(recording, { version, ...(regions && { regions }) }));
      return [path];
    case "OME-TIFF":
      saveFile(path, writeOmeTiff(recording, { onIssue }));
      return [path];
    case "CSV":
      return writeTables(recording, path);
    case "Prairie folder": {
      const files = writePrairie(recording, { name: basename(path), onIssue });
      // The electrode once more, for other people's programs; what it leaves out is in the folder.
      if (recording.sweeps.length > 0) files.set("electrode.abf", writeAbf(recording));
      saveFolder(path, files);
      return [path];
    }
  }
}

/** One table a channel: the given name serves where there is only one, and starts the others'. */
function writeTables(recording: Recording, to: string): string[] {
  const { events, images } = recording;
  const left = ([[events, "stimuli"], [images, "pictures"]] as const)
    .flatMap(([all, what]) => (all.length > 0 ? [`${all.length} ${what}`] : []));
  if (left.length > 0) {
    remark(`warning: tables hold neither stimuli nor pictures; ${left.join(" and ")} are left out. NWB keeps them.`);
  }
  const files = writeCsv({ ...recording, name: basename(to).replace(ENDINGS.CSV, "") });
  return files.map(({ name, text }) => {
    const path = files.length === 1 ? to : join(dirname(to), name.endsWith(".csv") ? name : `${name}.csv`);
    saveFile(path, text);
    return path;
  });
}
