import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { chosen, mechanism, simulate, type Cell } from "#engine";
import { readProtocol, withChanges, writeProtocol, type Protocol } from "#protocol";
import { openSession, sessionOf, simulateHere } from "#rig";

const folder = fileURLToPath(new URL(".", import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

test("eight experiments of Yuste et al. 1999 stand ready, and one with a channel of somebody's own", () => {
  expect(files).toEqual([
    "action-potential.yaml", "epsc-train.yaml", "m-current.yaml", "minimal-stimulation.yaml", "order.yaml", "paired-pulse.yaml", "pairing.yaml",
    "voltage-dependence.yaml", "z-stack.yaml",
  ]);
});

const protocolIn = (file: string): Protocol => readProtocol(readFileSync(folder + file), { file });

test.each(files)("%s is a protocol, says where it comes from, and reads back as it is written", (file) => {
  const protocol = protocolIn(file);
  expect(protocol.about).toMatch(file === "m-current.yaml" ? /Shah et al\. 2008/ : /^Yuste et al\. 1999, Figure \d/);
  expect(readProtocol(writeProtocol(protocol))).toEqual(protocol);
});

// Shah et al. 2008 (PNAS 105:7869): block of Kv7 channels depolarises the cell and lets it fire more, where the axon has 3 to
// 5 times the soma's density. What the model's cell does without any is the other side of the comparison.
describe("m-current.yaml", () => {
  const protocol = withChanges(protocolIn("m-current.yaml"), ["trials=1"]);
  const density = (gMax: string): Protocol => withChanges(protocol, [`mechanisms.mCurrent.with.gMax=${gMax}`]);
  const run = (one: Protocol) => {
    const { truth, recording } = simulateHere(one, { truth: true });
    const trace = (name: string): Float32Array => truth!.trials[0]!.traces[truth!.quantities.findIndex((quantity) => quantity.name === name)]!;
    const v = trace("soma_v_mV");
    return {
      recording, spikes: v.filter((x, k) => x >= -20 && (v[k - 1] ?? x) < -20).length,
      calcium: trace("head_calcium_uM").reduce((most, x) => Math.max(most, x)),
      current: trace("soma_mCurrent_current_pA"),
      held: [...sessionOf(one).held.values()][0]!.current,
    };
  };
  const [published, quarter, none] = ["20 mS/cm²", "5 mS/cm²", "0 mS/cm²"].map((gMax) => run(density(gMax))) as [ReturnType<typeof run>, ReturnType<typeof run>, ReturnType<typeof run>];

  test("the more of it, the fewer spikes a step of 200 pA brings: 1, 4 and 15; a spine's calcium follows", () => {
    expect([published.spikes, quarter.spikes, none.spikes]).toEqual([1, 4, 15]);
    expect(published.calcium).toBeLessThan(0.6 * none.calcium);
  });
  test("with it the cell rests lower: it takes more current to hold it at −70 mV", () => {
    expect(published.held - none.held).toBeGreaterThan(5);
    expect(published.held - none.held).toBeLessThan(10);
  });
  test("it flows outward, grows over tens of milliseconds while the cell is depolarised, and outlasts the step", () => {
    const at = (ms: number): number => published.current[10 * ms]!;
    expect(at(90)).toBeGreaterThan(0);
    expect(at(400)).toBeGreaterThan(10 * at(90));
    expect(at(530)).toBeGreaterThan(0.1 * at(490));
    expect(none.current.every((x) => x === 0)).toBe(true);
  });
  // The engine's other notation, read from the arrow's own text: nothing but the trees may differ.
  test("written as an arrow it gives the same bits", () => {
    const stated = chosen("as the text says");
    const arrow = mechanism("mCurrent", {
      placed: "over membrane",
      parameters: {
        gMax: ["20 mS/cm²", stated], axonal: ["3", stated], reversal: ["-90 mV", stated], half: ["-42 mV", stated], slope: ["4 mV", stated],
        charge: ["0.1512 /mV", stated], asymmetry: ["0.7", stated], opening: ["0.04 /ms", stated], fastest: ["60 ms", stated], distance: ["0 µm", stated],
      },
      reads: { v: "mV" }, states: { m: "1" },
      derivative: ({ m }, { v }, p, { exp }) => {
        const steady = 1 / (1 + exp(-(v - p.half) / p.slope));
        const x = p.charge * (v - p.half);
        return { m: (steady - m) / (p.fastest + exp(p.asymmetry * x) / (p.opening * (1 + exp(x)))) };
      },
      current: ({ m }, { v }, p, { µm }) => ({ total: (p.distance > 0 * µm ? p.gMax * p.axonal : p.gMax) * m * (v - p.reversal) }),
    });
    const { request: { cell, ...request } } = openSession(protocol);
    const soma = (membrane: Cell["membrane"]): ArrayLike<number> => simulate({
      ...request, cell: { ...cell, membrane }, duration: "80 ms",
      trials: [{ commands: [{ electrode: "pipette", from: "10 ms", to: "60 ms", level: "250 pA" }] }],
      probes: { v: { of: "v", at: { section: "soma" }, every: "0.1 ms" } },
    }).traces.v.trials[0]!;
    const asText = soma(cell.membrane);
    expect(Math.max(...Array.from(asText))).toBeGreaterThan(0);
    expect(soma(cell.membrane.map((one) => (one.mechanism.name === "mCurrent" ? { ...one, mechanism: arrow } : one)))).toEqual(asText);
  });
  test("without it the recording is, but for last bits, that of the protocol that has no mechanism", () => {
    const [plain] = simulateHere({ ...protocol, mechanisms: [] }).recording.sweeps;
    const off = Array.from(none.recording.sweeps[0]!.samples, (x, k) => Math.abs(x - plain!.samples[k]!));
    expect(Math.max(...off)).toBeLessThan(0.1);
  });
});
