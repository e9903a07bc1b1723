/** The bench's files, the same bytes that the command line writes: tables, figures, report, recording, parameters. */
import { strToU8, zipSync } from "fflate";
import {
  plot,
  regionsFromText,
  writeNwb,
  type GroupedMeasurement,
  type GroupRequest,
  type Measurement,
} from "radiatum";
import {
  analysisCommand,
  analysisDocument,
  comparisonsCsv,
  figures,
  groupNumbersCsv,
  groupsAnalysisDocument,
  groupsReport,
  htmlReport,
  pngFromSvg,
  sharedParameters,
  TABLES,
  type Repeated,
  type ReportFonts,
} from "radiatum/report";
import regularUrl from "@expo-google-fonts/ibm-plex-sans/400Regular/IBMPlexSans_400Regular.ttf?url";
import semiboldUrl from "@expo-google-fonts/ibm-plex-sans/600SemiBold/IBMPlexSans_600SemiBold.ttf?url";
import engineUrl from "@resvg/resvg-wasm/index_bg.wasm?url";
import { version } from "../../../package.json";
import { measurementsOf, recordingOf } from "./bench-services.js";

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

/** px, of figures as PNG: a slide's width. */
const PICTURE_WIDTH = 1600;

/** One file; several go into an archive. */
export async function exported({ name, kind, request, input, opening }: ExportOrder): Promise<ExportedFile> {
  const stem = input.replace(/\.(nwb|csv|abf|atf|tiff?|ome\.tiff?)$/i, "");
  if (kind === "NWB") {
    const scan = recordingOf(name).lineScans[0];
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
      bytes: await writeNwb(recordingOf(name), { version, ...(regions.length > 0 && { regions }) }),
    };
  }
  const { single, grouped } = measurementsOf(name, request);
  const of = { input, opening };
  const files = single
    ? await ofOne(single, kind, of, request)
    : grouped
      ? await ofGroups(grouped, kind, of, request)
      : [];
  const [only] = files;
  if (files.length === 1 && only)
    return { name: kind === "report" ? `${stem}.html` : `${stem}.${only.name}`, bytes: only.bytes };
  return { name: `${stem}-${kind.toLowerCase()}.zip`, bytes: archive(files) };
}

const text = (name: string, content: string): ExportedFile => ({ name, bytes: strToU8(content) });
const json = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

async function ofOne(
  measurement: Measurement,
  kind: ExportKind,
  of: Repeated,
  request: GroupRequest,
): Promise<ExportedFile[]> {
  const command = analysisCommand(measurement.parameters, of, request);
  switch (kind) {
    case "CSV":
    case "Parquet":
      return Object.entries(TABLES)
        .filter(([name]) => name.endsWith(kind.toLowerCase()))
        .map(([name, make]) => {
          const made = make(measurement);
          return { name, bytes: typeof made === "string" ? strToU8(made) : made };
        });
    case "SVG":
      return figures(measurement).map(({ name, svg }) => text(`${name}.svg`, svg));
    case "PNG":
      return pictures(figures(measurement));
    case "report":
      return [text("report.html", htmlReport(measurement, { version, command, fonts: await fonts() }))];
    case "command":
      return [text("command.txt", command)];
    default:
      return [text("analysis.json", json(analysisDocument(measurement, of, request)))];
  }
}

async function ofGroups(
  grouped: GroupedMeasurement,
  kind: ExportKind,
  of: Repeated,
  request: GroupRequest,
): Promise<ExportedFile[]> {
  const command = analysisCommand(sharedParameters(grouped, request), of, request);
  const drawing = (): { name: string; svg: string }[] => [{ name: "groups", svg: plot(grouped).svg() }];
  const each = async (): Promise<ExportedFile[]> =>
    (
      await Promise.all(
        grouped.groups.map(async ({ name, found }) =>
          "answer" in found
            ? (await ofOne(found.answer, kind, of, request)).map((file) => ({
                ...file,
                name: `${folderName(name)}/${file.name}`,
              }))
            : [],
        ),
      )
    ).flat();
  switch (kind) {
    case "CSV":
      return [
        text("numbers.csv", groupNumbersCsv(grouped)),
        text("comparisons.csv", comparisonsCsv(grouped)),
        ...(await each()),
      ];
    case "Parquet":
      return each();
    case "SVG":
      return [...drawing().map(({ name, svg }) => text(`${name}.svg`, svg)), ...(await each())];
    case "PNG":
      return [...(await pictures(drawing())), ...(await each())];
    case "report":
      return [
        text("report.html", groupsReport(grouped, { version, command, fonts: await fonts(), pageOf: () => undefined })),
      ];
    case "command":
      return [text("command.txt", command)];
    default:
      return [text("analysis.json", json(groupsAnalysisDocument(grouped, of, request)))];
  }
}

async function pictures(drawn: readonly { readonly name: string; readonly svg: string }[]): Promise<ExportedFile[]> {
  const { regular, semibold } = await fonts();
  const engine = await bytesAt(engineUrl);
  const made: ExportedFile[] = [];
  for (const { name, svg } of drawn)
    made.push({
      name: `${name}.png`,
      bytes: await pngFromSvg(svg, { width: PICTURE_WIDTH, fonts: [regular, semibold], engine }),
    });
  return made;
}

/** The same bytes whenever it is made: an archive would else keep the hour. */
const archive = (files: readonly ExportedFile[]): Uint8Array =>
  zipSync(Object.fromEntries(files.map(({ name, bytes }) => [name, [bytes, { mtime: "1980-01-01T00:00:00" }]])));

const folderName = (name: string): string =>
  name.replace(/[^\p{L}\p{N}.-]+/gu, "-").replace(/^[-.]+|[-.]+$/gu, "") || "group";

const fonts = async (): Promise<ReportFonts> => ({
  regular: await bytesAt(regularUrl),
  semibold: await bytesAt(semiboldUrl),
});
const bytesAt = async (address: string): Promise<Uint8Array> =>
  new Uint8Array(await (await fetch(address)).arrayBuffer());
