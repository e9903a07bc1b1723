/**
 * Draws the figures of the protocols in `examples/protocols`, as `examples/figures` keeps them:
 *
 *     node dist/examples/figures.js [name …]
 */
import { readFileSync } from "node:fs";
import { measureGroups, plot, supralinearity, type Plot, type Recording } from "radiatum";
import { simulateProtocol } from "radiatum/node";
import { protocolOf, readProtocol, type Protocol } from "radiatum/protocol";

const protocolFile = (name: string): Protocol => {
  const file = `examples/protocols/${name}.yaml`;
  return readProtocol(readFileSync(file), { file });
};

/** Runs the protocol of that name; `imaging` is put in place of what it says of its own. */
async function recorded(name: string, imaging: object = {}): Promise<Recording> {
  const protocol = protocolFile(name);
  const { recording } = await simulateProtocol(protocolOf({ ...protocol, imaging: { ...protocol.imaging, ...imaging } }));
  return recording;
}

/** Stimuli and conditions side by side. */
const groups = (name: string) => async (): Promise<Plot> => plot(measureGroups(await recorded(name)));

/** Each figure by the name of its file. */
export const figures: Readonly<Record<string, () => Promise<Plot>>> = {
  "action-potential": groups("action-potential"),
  "epsc-train": groups("epsc-train"),
  "paired-pulse": groups("paired-pulse"),
  "voltage-dependence": groups("voltage-dependence"),
  "pairing": async () =>
    plot(supralinearity(await recorded("pairing"), { paired: "paired", alone: ["EPSP", "AP"], condition: "control" })),
  // The paper's Figure 1: the cell, a field of its dendrites, and spines on one of them.
  "z-stack": async () => plot(await recorded("z-stack")),
  "z-stack-dendrites": async () =>
    plot(await recorded("z-stack", { around: "spine", width: "100 µm", depth: "30 µm", step: "1.5 µm" })),
  "z-stack-spines": async () =>
    plot(await recorded("z-stack", { around: "spine", width: "15 µm", pixels: 256, depth: "6 µm", step: "0.5 µm" })),
};

if (process.argv[1]?.endsWith("figures.js")) {
  const asked = process.argv.slice(2);
  for (const [name, draw] of Object.entries(figures)) {
    if (asked.length === 0 || asked.includes(name)) await (await draw()).save(`examples/figures/${name}.svg`);
  }
}
