/** The bench's files, the same bytes that the command line writes: tables, figures, report, recording, parameters. */
import { strFromU8, strToU8, zipSync } from "fflate";
import { regionsFromText, writeNwb, type GroupRequest } from "radiatum";
import {
  analysisCommand,
  groupsReportFiles,
  PICTURE_WIDTH,
  pngFromSvg,
  reportFiles,
  sharedParameters,
  shellWord,
  withTruthOnScreen,
  type Repeated,
  type ReportFonts,
} from "radiatum/report";
import regularUrl from "@expo-google-fonts/ibm-plex-sans/400Regular/IBMPlexSans_400Regular.ttf?url";
import semiboldUrl from "@expo-google-fonts/ibm-plex-sans/600SemiBold/IBMPlexSans_600SemiBold.ttf?url";
import engineUrl from "@resvg/resvg-wasm/index_bg.wasm?url";
import { version } from "../../../package.json";
import { measurementsOf, recordingOf } from "./bench-services.js";
import { parametersFile, stemOf } from "./file-names.js";

export type ExportKind = "CSV" | "Parquet" | "NWB" | "SVG" | "PNG" | "report" | "parameters" | "command";

export interface ExportOrder extends Repeated {
  readonly name: string;
  readonly kind: ExportKind;
  readonly request: GroupRequest;
}

export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** One file; several go into an archive. */
export async function exported({ name, kind, request, input, opening, truth }: ExportOrder): Promise<ExportedFile> {
  const stem = stemOf(input);
  if (kind === "NWB") {
    const opened = recordingOf(name);
    const recording = truth === undefined ? opened : withTruthOnScreen(opened, truth);
    const scan = recording.lineScans[0];
    const regions = scan
      ? regionsFromText(request.regions ?? [], scan).map(({ name: of, from, to }) => ({
          name: of,
          structure: /shaft|dendrite/i.test(of) ? ("dendrite" as const) : ("spine" as const),
          from,
          to,
        }))
      : [];
    return {
      name: `${stem}.nwb`,
      bytes: await writeNwb(recording, { version, ...(regions.length > 0 && { regions }) }),
    };
  }
  const { single, grouped } = measurementsOf(name, request);
  const of = { input, opening, ...(truth !== undefined && { truth }) };
  if (kind === "command") {
    const parameters = grouped ? sharedParameters(grouped, request) : (single?.parameters ?? {});
    // A report lies beside its document; here that is the parameters file.
    const command = analysisCommand(parameters, of, request).replace(/(?<= --parameters )analysis\.json$/, () => shellWord(parametersFile(input)));
    return { name: "command.txt", bytes: strToU8(command) };
  }
  const faces = await fonts();
  const source = { of, request, version, fonts: faces };
  const all = grouped ? groupsReportFiles(grouped, source) : single ? reportFiles(single, source) : [];
  // A group's own document is in the document of all.
  const wanted = all.filter(({ path }) => (kind === "parameters" ? path === "analysis.json" : path.endsWith(ENDINGS[kind]) || (path === "README.txt" && kind !== "report")));
  const files: ExportedFile[] = [];
  for (const { path, make } of wanted) files.push(kind === "PNG" && path.endsWith(".svg") ? await picture(path, make(), faces) : whole(path, make()));
  const [only] = files;
  if (files.length === 1 && only) return { name: `${stem}${kind === "report" ? ".html" : `.${only.name}`}`, bytes: only.bytes };
  return { name: `${stem}-${kind.toLowerCase()}.zip`, bytes: archive(files) };
}

/** Of a report's files, those of a kind; PNGs are made of the drawings. */
const ENDINGS: Readonly<Record<"CSV" | "Parquet" | "SVG" | "PNG" | "report", string>> = {
  CSV: ".csv",
  Parquet: ".parquet",
  SVG: ".svg",
  PNG: ".svg",
  report: ".html",
};

const whole = (name: string, content: string | Uint8Array): ExportedFile => ({
  name,
  bytes: typeof content === "string" ? strToU8(content) : content,
});

async function picture(path: string, svg: string | Uint8Array, { regular, semibold }: ReportFonts): Promise<ExportedFile> {
  const drawing = typeof svg === "string" ? svg : strFromU8(svg);
  const engine = await bytesAt(engineUrl);
  return {
    name: path.replace(/svg$/, "png"),
    bytes: await pngFromSvg(drawing, { width: PICTURE_WIDTH, fonts: [regular, semibold], engine }),
  };
}

/** The same bytes whenever it is made: an archive would else keep the hour. */
const archive = (files: readonly ExportedFile[]): Uint8Array =>
  zipSync(Object.fromEntries(files.map(({ name, bytes }) => [name, [bytes, { mtime: "1980-01-01T00:00:00" }]])));

const fonts = async (): Promise<ReportFonts> => ({
  regular: await bytesAt(regularUrl),
  semibold: await bytesAt(semiboldUrl),
});
const bytesAt = async (address: string): Promise<Uint8Array> =>
  new Uint8Array(await (await fetch(address)).arrayBuffer());
