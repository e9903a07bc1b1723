/** The result as a document, and as Markdown that can stand in README.md. */
import { BOUNDS, type Accuracy } from "./accuracy.js";
import type { Asked, Ratios } from "./ratios.js";
import type { Row, Spread } from "./rounds.js";
import type { Machine } from "./settings.js";

export interface Document extends Ratios {
  readonly rows: readonly Row[];
  readonly accuracy: readonly (Accuracy & { readonly ms?: number })[];
  readonly setUp: {
    readonly total_ms: Spread;
    readonly cpu_ms: Spread;
    readonly parts_ms: Readonly<Record<string, number>>;
    readonly memory_bytes: Readonly<Record<string, number>>;
  };
  readonly versions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly machine: Machine;
  readonly rounds: number;
  readonly trials: number;
}

const QUESTIONS: Readonly<Record<Asked, string>> = {
  ratio_fixed: "NEURON's fixed step",
  ratio_one_trial: "the same, our trials one by one",
  ratio_two_workers: "two NEURON processes, two of ours",
  ratio_threads: "two NEURON processes, our two workers with their set-up",
  scaling: "(our throughput, two processes over one)",
  scaling_threads: "(our throughput, two workers with their set-up over one process)",
  scaling_neuron: "(NEURON's throughput, two processes over one)",
  ratio_coreneuron: "CoreNEURON, the faster of the two",
  ratio_arbor: "Arbor",
  ratio_cvode_matched: "CVODE at matched accuracy",
};

const digits = (value: number): string => value.toFixed(value < 100 ? 1 : 0);
const range = ({ median, least, most }: Spread): string => `${digits(median)} (${digits(least)}–${digits(most)})`;
const line = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const loads = (values: readonly number[]): string => values.map((value) => value.toFixed(1)).join(", ");

export function markdown(document: Document): string {
  const { machine, rounds, trials } = document;
  const about =
    `${machine.processor}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}; ` +
    `${rounds} rounds of trials 0 to ${trials - 1}; load average ${loads(machine.load_before)} before, ` +
    `${loads(machine.load_after)} after.\n` +
    "Median (least–most).";
  const parts = [times, answers, accuracies, setUp, agreements].map((part) => part(document).join("\n"));
  return `${[about, ...parts].join("\n\n")}\n`;
}

function times({ rows }: Document): string[] {
  return [
    line("ms per trial", "processor time", "wall"),
    line("---", "---", "---"),
    ...rows.map(({ who, cpu, wall, reason = "" }) =>
      cpu && wall ? line(who, range(cpu), range(wall)) : line(who, `not measured: ${reason}`, "")),
  ];
}

function answers({ ratios, reasons }: Document): string[] {
  return [
    line("how many times longer they take", "", "by", "which"),
    line("---", "---", "---", "---"),
    ...(Object.keys(QUESTIONS) as Asked[]).map((asked) => {
      const found = ratios[asked];
      const name = `${QUESTIONS[asked]} \`${asked}\``;
      if (!found) return line(name, "none", "", reasons[asked] ?? "");
      const [median, least, most] = [found.median, found.least, found.most].map((value) => value.toFixed(2));
      const by = found.measure === "cpu" ? "processor time" : "wall";
      return line(name, `**${median}** (${least}–${most})`, by, found.of);
    }),
  ];
}

/** Ours, NEURON's fixed steps, and of CVODE's those that are accurate enough, cheapest first. */
function accuracies({ accuracy }: Document): string[] {
  const shown = [
    ...accuracy.filter(({ by, setting }) => by === "Radiatum" || setting.startsWith("fixed")),
    ...accuracy.filter(({ by, setting, accurate }) => by === "NEURON" && setting.startsWith("CVODE") && accurate)
      .sort((a, b) => (a.ms ?? 0) - (b.ms ?? 0)).slice(0, 5),
  ];
  return [
    line("from CVODE at 1e-8, at most", "soma mV", "head mV", "Ca of peak", "dye of peak", "steps", "within bounds"),
    line("---", "---", "---", "---", "---", "---", "---"),
    ...shown.map(({ by, setting, soma_mV, head_mV, calcium, dye, steps, accurate }) => {
      const differences = [soma_mV, head_mV, calcium, dye].map((value) => value.toPrecision(2));
      return line(`${by}, ${setting}`, ...differences, steps.toFixed(0), accurate ? "yes" : "no");
    }),
    "",
    `Bounds: ${BOUNDS.voltage_mV} mV in soma and head, ${100 * BOUNDS.calcium} % of the peak of the head's calcium.`,
  ];
}

function setUp({ setUp: { total_ms, cpu_ms, parts_ms, memory_bytes } }: Document): string[] {
  const { modules = NaN, ...parts } = parts_ms;
  const listed = Object.entries(parts).map(([part, ms]) => `${part} ${digits(ms)}`).join(", ");
  const size = (name: string): string => `${digits((memory_bytes[name] ?? NaN) / 1e3)} kB`;
  return [
    `From declaration to a running kernel, in a fresh process: ${range(total_ms)} ms (${listed}),`,
    `${range(cpu_ms)} ms of processor time on all threads; before that ${digits(modules)} ms went into loading the ` +
    `engine's modules.`,
    "",
    `Memory: ${size("machine")} of WebAssembly, of it ${size("tables")} tables; a trial's share of the rest is`,
    `${size("lanePerTrial")}, its samples ${size("samplesPerTrial")}.`,
    `The process grows by ${size("residentGrowth")} until four trials are done, and by ${size("residentPerTrial")} ` +
    `for each further one whose traces are kept.`,
  ];
}

function agreements({ agreement }: Document): string[] {
  return agreement.map(({ what, found, expected, tolerance, agrees }) => {
    const bound = expected === 0 ? `, at most ${tolerance}` : ` against ${expected.toPrecision(5)}, within ${100 * tolerance} %`;
    return `- ${agrees ? "agrees" : "DIFFERS"}: ${what}: ${found.toPrecision(5)}${bound}`;
  });
}
