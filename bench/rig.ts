/**
 * How long does the virtual rig take for a trial of one second of the whole cell with one active spine, microscope and
 * electrode included; and how much memory do a thousand take? README.md has the answers.
 *
 *     npm run bench:rig -- [trials, 1000 by default] [--json]
 */
import { readFileSync } from "node:fs";
import { recordingOf, runSession, sessionOf, type TrialRecord } from "radiatum/rig";
import { readProtocol } from "radiatum/protocol";

const file = new URL("../../examples/protocols/pairing.yaml", import.meta.url);
const trials = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 1000);
const cpu = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1000; // ms

const protocol = readProtocol(readFileSync(file), { file: "pairing.yaml" });
const paired = { ...protocol, runs: [{ stimulus: "paired", condition: "control", trials }] };
const idle = process.memoryUsage().rss;
const began = cpu();
const session = sessionOf(paired);
const ready = cpu();
const records: TrialRecord[] = [];
/** CPU of each portion, so that the machine's other work shows as spread. */
const portions: number[] = [];
let before = cpu();
for (const { record } of runSession(session, session.trials.keys())) {
  if (!record) continue;
  records.push(record);
  if (records.length % 50 > 0) continue;
  portions.push((cpu() - before) / 50);
  before = cpu();
}
const recording = recordingOf(session, records);
const sorted = [...portions].sort((a, b) => a - b);
const found = {
  trials: recording.trials.length,
  compartments: session.prepared.assembly.compartments.length,
  session_ms: ready - began,
  trial_ms: { median: sorted[Math.floor(sorted.length / 2)], least: sorted[0], most: sorted.at(-1) },
  trials_per_second: 1000 / (sorted[Math.floor(sorted.length / 2)] as number),
  memory_MB: { idle: idle / 1e6, most: process.resourceUsage().maxRSS / 1000 },
  data_MB: records.reduce((sum, { samples, counts }) =>
    sum + samples.byteLength + counts.reduce((all, { byteLength }) => all + byteLength, 0), 0) / 1e6,
};
console.log(process.argv.includes("--json") ? JSON.stringify(found, null, 2) : found);
