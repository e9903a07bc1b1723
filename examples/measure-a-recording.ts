/** The README's program: what is in a folder, and the chance of a calcium transient. Run: node dist/examples/measure-a-recording.js <path> */
import { describeIssue, formatEstimate, isRefusal, measure } from "radiatum";
import { open } from "radiatum/node";

const [path = "demo/two-state-synapse-2.nwb"] = process.argv.slice(2);
const recording = await open(path);
for (const issue of recording.issues) console.warn(describeIssue(issue)); // trial 17, a.tif: the last 12 lines are missing
const { regions, calciumTransientProbability: chance } = measure(recording, { baseline: "0:45lines" });
for (const { name, from, to } of regions) console.log(`${name}: pixels ${from} to ${to}`);
console.log(isRefusal(chance) ? chance.refused : formatEstimate(chance)); // 0.35 (95 % CI 0.215 to 0.504, n = 40 trials)
