/**
 * The evidence as a table: reference numbers, recovery studies, and the judges of others. Exit status 1 if anything differs.
 * `--quick` repeats the studies less. The judges need `RADIATUM_PYTHON` (validation/requirements.txt); without it they are
 * named as left out, which CI does not accept.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { formatNumber } from "#statistics";
import { cellEvidence } from "./cell/cell.js";
import { engineEvidence } from "./simulation/engine.js";
import { microscopeEvidence } from "./microscope/microscope.js";
import { rigEvidence } from "./rig/rig.js";
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

const quick = process.argv.includes("--quick");
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

function heading(text: string): void {
  console.log(`\n${text}`);
  console.log(`${"verdict".padEnd(7)}  ${"case".padEnd(92)}  ${"reference".padStart(10)}  ${"error".padStart(9)}  ${"tolerance".padStart(11)}`);
}

const percent = (share: number): string => `${formatNumber(100 * share)} %`;

heading("Reference numbers (R, scipy, NIST, mpmath) and coverage of the statistics");
for (const row of [...areaRows("synapse and calcium", synapseAreas), ...statisticsRows({ effort: quick ? 1 : 3 })]) print(row);

heading("Coverage of 95 % intervals: synapse and calibration (reference: middle of the accepted range; error: found minus it)");
for (const row of quick ? recoveryStudies.filter((study) => study.repetitions[1] > 0).map((study) => recover(study, study.repetitions[1])) : recoveryReport()) {
  const refused = row.refused > 0 ? `, ${percent(row.refused)} refused` : "";
  print({ case: `${row.case}: ${percent(row.found)}${refused}`, reference: percent(row.reference), error: percent(row.error), tolerance: percent(row.tolerance), verdict: row.verdict });
}

heading("Coverage of 95 % intervals: traces along the line");
for (const row of traceRecovery({ repetitions: quick ? 60 : 400 })) {
  print({ case: `${row.case}: ${percent(row.reference + row.error)}; ${row.detail}`, reference: percent(row.reference), error: percent(row.error), tolerance: percent(row.tolerance), verdict: row.verdict });
}

for (const { heading: title, rows } of [...engineEvidence({ quick }), ...microscopeEvidence({ quick }), ...cellEvidence({ quick }), ...spineEvidence({ quick }), ...rigEvidence({ quick })]) {
  heading(title);
  for (const row of await rows()) print(row);
}

heading("Same bytes: SHA-256 of a stochastic run on one thread, and made in every other way (error: bits that differ, or the digest found)");
for (const row of await sameBytes({ duration: quick ? "3 ms" : "10 ms" })) print(row);
for (const row of await sameSession({ trials: quick ? 1 : 4 })) print(row);

for (const [what, script] of [["NWB: pynwb and nwbinspector", "nwb-judges.js"], ["TIFF: tifffile and ImageJ", "tiff-judges.js"]] as const) {
  console.log(`\n${what}`);
  if (!process.env["RADIATUM_PYTHON"]) {
    console.log("left out: set RADIATUM_PYTHON to a Python with validation/requirements.txt");
    if (process.env["CI"]) differing++;
    continue;
  }
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(script, import.meta.url))], { stdio: "inherit" });
  printed++;
  if (status !== 0) {
    differing++;
    console.log(`DIFFERS  ${what}`);
  }
}

console.log(`\n${printed - differing} of ${printed} lines as they should be, ${told} told.`);
process.exitCode = differing === 0 ? 0 : 1;
