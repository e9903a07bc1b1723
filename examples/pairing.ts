// One EPSP, one action potential, and both together, at a virtual rig: what they bring into a spine, through its dye.
import { ca1Pyramidal, lineScan, plot, protocol, run, supralinearity } from "radiatum";
const cell = ca1Pyramidal({ dye: { name: "OGB-1", concentration: "200 µM" }, temperature: "34 °C" });
const spine = cell.spineAt({ dendrite: "oblique", distance: "120 µm" });
const epsp = protocol.epsp(spine, { at: "100 ms" });
const ap = protocol.actionPotential({ at: "110 ms" });
const recording = await run(cell, {
  conditions: { EPSP: [epsp], AP: [ap], paired: [epsp, ap] },
  imaging: lineScan(spine, { lines: "500 Hz", duration: "600 ms" }), trials: 30, seed: 1,
});
const result = supralinearity(recording, { paired: "paired", alone: ["EPSP", "AP"] });
console.log(String(result));
await plot(result).save("supralinearity.svg");
