/**
 * The evidence as a table: reference numbers, recovery studies, and the judges of others. Exit status 1 if anything differs.
 * `--quick` repeats the studies less; `--only <words>` leaves out headings without any of these words; `--keep` writes the
 * rows to validation/table.json, which the workbench shows. The judges need `RADIATUM_PYTHON` (validation/requirements.txt); without it they are
 * named as left out, which CI does not accept.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatNumber } from "#statistics";
import { cellEvidence } from "./cell/cell.js";
import { engineEvidence } from "./simulation/engine.js";
import { microscopeEvidence } from "./microscope/microscope.js";
import { rigEvidence } from "./rig/rig.js";
import { scorecardEvidence } from "./scorecard/scorecard.js";
import { saveFile } from "radiatum/node";
import { projectFolder } from "./samples.js";
import { KEPT_TABLE, sourcesDigest } from "./sources.js";
import { sameBytes, sameSession } from "./simulation/same-bytes.js";
import { spineEvidence } from "./spine/spine.js";
import { areaRows, statisticsRows } from "./statistics/rows.js";
import { synapseAreas } from "./synapse/areas.js";
import { recoveryReport, recoveryStudies, recover } from "./synapse/recovery.js";
import { traceRecovery } from "./traces/recovery.js";

/** One line of the table. */
interface Row {
  readonly case: string;
  readonly reference: string;
  readonly error: string;
  readonly tolerance: string;
  /** Told: shown beside the evidence, neither for nor against. */
  readonly verdict: "agrees" | "differs" | "told";
}

/** Rows of one kind, made when it is their turn. */
interface Section {
  readonly heading: string;
  readonly rows: () => Iterable<Row> | Promise<Iterable<Row>>;
}

const quick = process.argv.includes("--quick");
const only = process.argv.includes("--only") ? (process.argv[process.argv.indexOf("--only") + 1] ?? "").toLowerCase().split(/\W+/) : undefined;
const kept: { readonly heading: string; readonly rows: readonly Row[] }[] = [];
const leftOut: string[] = [];
let differing = 0;
let told = 0;
let printed = 0;

function print({ case: name, reference, error, tolerance, verdict }: Row): void {
  if (verdict === "told") told++;
  else printed++;
  if (verdict === "differs") differing++;
  const width = 92;
  const shown = name.length > width ? `${name.slice(0, width - 1)}…` : name.padEnd(width);
  console.log(`${(verdict === "differs" ? "DIFFERS" : verdict).padEnd(7)}  ${shown}  ${reference.padStart(10)}  ${error.padStart(9)}  ${tolerance.padStart(11)}`);
}

const percent = (share: number): string => `${formatNumber(100 * share)} %`;

const SECTIONS: readonly Section[] = [
  {
    heading: "Reference numbers (R, scipy, NIST, mpmath) and coverage of the statistics",
    rows: () => [...areaRows("synapse and calcium", synapseAreas), ...statisticsRows({ effort: quick ? 1 : 3 })],
  },
  {
    heading: "Coverage of 95 % intervals: synapse and calibration (reference: middle of the accepted range; error: found minus it)",
    rows: () => (quick ? recoveryStudies.filter((study) => study.repetitions[1] > 0).map((study) => recover(study, study.repetitions[1])) : recoveryReport())
      .map((row): Row => {
        const refused = row.refused > 0 ? `, ${percent(row.refused)} refused` : "";
        return { case: `${row.case}: ${percent(row.found)}${refused}`, reference: percent(row.reference), error: percent(row.error), tolerance: percent(row.tolerance), verdict: row.verdict };
      }),
  },
  {
    heading: "Coverage of 95 % intervals: traces along the line",
    rows: () => traceRecovery({ repetitions: quick ? 60 : 400 }).map((row): Row => (
      { case: `${row.case}: ${percent(row.reference + row.error)}; ${row.detail}`, reference: percent(row.reference), error: percent(row.error), tolerance: percent(row.tolerance), verdict: row.verdict })),
  },
  ...[...engineEvidence({ quick }), ...microscopeEvidence({ quick }), ...cellEvidence({ quick }), ...spineEvidence({ quick }), ...rigEvidence({ quick }), ...scorecardEvidence({ quick })],
  {
    heading: "Same bytes: SHA-256 of a stochastic run on one thread, and made in every other way (error: bits that differ, or the digest found)",
    rows: async () => [...await sameBytes(), ...await sameSession({ trials: quick ? 1 : 4 })],
  },
];

for (const { heading, rows } of SECTIONS) {
  if (only && !only.some((word) => heading.toLowerCase().includes(word))) {
    leftOut.push(heading);
    continue;
  }
  console.log(`\n${heading}`);
  console.log(`${"verdict".padEnd(7)}  ${"case".padEnd(92)}  ${"reference".padStart(10)}  ${"error".padStart(9)}  ${"tolerance".padStart(11)}`);
  const found = [...await rows()];
  found.forEach(print);
  kept.push({ heading, rows: found.map(({ case: name, reference, error, tolerance, verdict }) => ({ case: name, reference, error, tolerance, verdict })) });
}

for (const [what, script] of [["NWB: pynwb and nwbinspector", "nwb-judges.js"], ["TIFF: tifffile and ImageJ", "tiff-judges.js"]] as const) {
  if (only) {
    leftOut.push(what);
    continue;
  }
  console.log(`\n${what}`);
  if (!process.env["RADIATUM_PYTHON"]) {
    leftOut.push(what);
    console.log("left out: set RADIATUM_PYTHON to a Python with validation/requirements.txt");
    if (process.env["CI"]) differing++;
    continue;
  }
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(script, import.meta.url))], { stdio: "inherit" });
  printed++;
  const verdict = status === 0 ? "agrees" : "differs";
  kept.push({ heading: what, rows: [{ case: "every file is read by these programs as it was meant", reference: "", error: "", tolerance: "", verdict }] });
  if (status !== 0) {
    differing++;
    console.log(`DIFFERS  ${what}`);
  }
}

console.log(`\n${printed - differing} of ${printed} lines as they should be, ${told} told.`);
if (process.argv.includes("--keep")) {
  const project = projectFolder();
  const { version } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as { version: string };
  const table = { version, node: process.versions.node, scope: quick ? "quick" : "full", sources: sourcesDigest(project), leftOut, sections: kept };
  saveFile(join(project, KEPT_TABLE), `${JSON.stringify(table, null, 1)}\n`);
  console.log(`Kept in ${KEPT_TABLE}.`);
}
process.exitCode = differing === 0 ? 0 : 1;
