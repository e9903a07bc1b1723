import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { measure, measureGroups, twoStateSynapse, type Recording } from "radiatum";
import { pictureResources } from "radiatum/node";
import { groupsReportFiles, reportFiles } from "radiatum/report";
import { version } from "../../../package.json";
import { writeReport } from "../../cli/report-files.js";
import { exported, type ExportKind } from "./bench-exports.js";
import { keep } from "./bench-services.js";

const plain = twoStateSynapse(6);
const baths: Recording = {
  ...plain,
  trials: plain.trials.map((trial, k) => ({ ...trial, condition: k < 20 ? "control" : "APV 50 µM" })),
};
const request = { calls: [{ trial: 3, call: "failure" as const }], excluded: [{ trial: 7, reason: "cell moved" }] };
const folder = mkdtempSync(join(tmpdir(), "radiatum-exports-"));
const project = fileURLToPath(new URL("../../..", import.meta.url));

beforeAll(() => {
  // The page has its faces and its picture maker from the server; here they lie in the project.
  const place = (address: string): string =>
    address.startsWith("/@fs/") ? address.slice("/@fs".length) : join(project, address);
  vi.stubGlobal("fetch", (address: string) => Promise.resolve(new Response(readFileSync(place(address)))));
});
afterAll(() => {
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true });
});

const within = (root: string): Record<string, Buffer> =>
  Object.fromEntries(
    (readdirSync(root, { recursive: true }) as string[])
      .map((name) => join(root, name))
      .filter((path) => statSync(path).isFile())
      .map((path) => [relative(root, path).replaceAll("\\", "/"), readFileSync(path)]),
  );

describe.each([
  ["one group", plain],
  ["two groups", baths],
] as const)("of %s", (name, recording) => {
  const of = { input: "day 3/scan.nwb", opening: { ephysOffset: 0 } };
  const out = async (kind: ExportKind): Promise<Record<string, Uint8Array>> => {
    const { name: file, bytes } = await exported({ name, kind, request, ...of });
    if (file.endsWith(".zip")) return unzipSync(bytes);
    return { [kind === "report" ? "report.html" : "analysis.json"]: bytes };
  };
  test("what the bench gives out is what the command line writes, file for file and byte for byte", async () => {
    keep({ name, edition: 1, recording });
    const source = { of, request, version, fonts: pictureResources().fonts };
    const files =
      recording === baths
        ? groupsReportFiles(measureGroups(recording, request), source)
        : reportFiles(measure(recording, request), source);
    const root = join(folder, name);
    await writeReport(root, files);
    const written = within(root);
    const given: Record<string, Uint8Array> = {};
    for (const kind of ["report", "CSV", "Parquet", "SVG", "PNG", "parameters"] as const)
      Object.assign(given, await out(kind));
    // The document of all groups holds each group's.
    const expected = Object.keys(written).filter((path) => !path.endsWith("/analysis.json"));
    expect(Object.keys(given).sort()).toEqual(expected.sort());
    expect(expected.filter((path) => !written[path]?.equals(given[path] ?? new Uint8Array()))).toEqual([]);
    const pages = expected.filter((path) => path.endsWith("report.html"));
    expect(pages).toHaveLength(recording === baths ? 3 : 1);
  });
  test.each(["shown", "not shown"] as const)("of a virtual recording every file says that its truth was %s, or has a note beside it that does", async (truth) => {
    keep({ name, edition: 1, recording });
    const sentence = `The truth behind this virtual recording was ${truth === "shown" ? "" : "not "}on screen before its analysis.\n`;
    const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
    for (const kind of ["CSV", "Parquet", "SVG"] as const) {
      const { bytes } = await exported({ name, kind, request, ...of, truth });
      const files = unzipSync(bytes);
      expect(Object.keys(files).filter((path) => path.endsWith("README.txt"))).toEqual(["README.txt"]);
      expect(text(files["README.txt"])).toBe(sentence);
    }
    const said = JSON.parse(text((await exported({ name, kind: "parameters", request, ...of, truth })).bytes)) as Record<string, unknown>;
    expect(said["truth"]).toBe(truth);
    const { name: page, bytes } = await exported({ name, kind: "report", request, ...of, truth });
    for (const html of page.endsWith(".zip") ? Object.values(unzipSync(bytes)) : [bytes]) expect(text(html)).toContain(`truth ${truth === "shown" ? "was" : "was not"} on screen`);
  });
});
