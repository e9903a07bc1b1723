/** What can be recorded, and where it is read. */
import type { Assembly, CompartmentSite, Evaluation } from "../assembly/assembly.js";
import { fieldOffset } from "../assembly/cable.js";
import { evaluationAt } from "../assembly/evaluations.js";
import { list, quantity } from "../assembly/placement.js";
import { misuse } from "../failures.js";
import { LANE_BYTES } from "../kernel/index.js";
import { laneReader } from "./evaluation.js";
import type { Probe } from "./request.js";

/**
 * `whole`: known when a step ends, as voltage and concentrations are. `state`: known where gates stand, in the middle
 * of a step or, by backward Euler, at its start. `solved`: known with the voltage for which the step is solved, as
 * currents are: in its middle or, by backward Euler, at its end.
 */
export interface CompiledProbe {
  readonly name: string;
  readonly unit: string;
  readonly moment: "whole" | "state" | "solved";
  /** ms */
  readonly interval: number;
  readonly read: (memory: Float64Array, lane: number) => number;
  /** Where it stands, for what is read as it is: the index of lane 0 in memory. */
  readonly slot?: number;
  /** It jumps, as counted channels do: between two moments it is what it was at the first. */
  readonly jumps?: true;
}

export function compileProbes(assembly: Assembly, probes: Readonly<Record<string, Probe>>): CompiledProbe[] {
  return Object.entries(probes).map(([name, probe]): CompiledProbe => {
    const interval = quantity(probe.every, "ms", `probe ${name}, every`);
    if (!(interval > 0)) {
      throw misuse("out-of-range", { what: `probe ${name}, every`, expected: "positive", found: probe.every });
    }
    return { name, interval, ...readerOf(assembly, name, probe) };
  });
}

type Reader = Pick<CompiledProbe, "unit" | "moment" | "read" | "slot" | "jumps">;

const read = (address: number): Reader["read"] => {
  const index = address / 8;
  return (memory, lane) => memory[index + lane] as number;
};
const standing = (address: number): Pick<Reader, "read" | "slot"> => ({ read: read(address), slot: address / 8 });

function readerOf(assembly: Assembly, name: string, { of, at }: Probe): Reader {
  if (of === "v") {
    return {
      unit: "mV", moment: "whole", ...standing(assembly.compartments[placeOf(assembly, name, at)]?.address as number)
    };
  }
  if (of === "axial") return alongCable(assembly, name, at);
  const dot = of.lastIndexOf(".");
  const [owner, what] = [of.slice(0, dot), of.slice(dot + 1)];
  const point = assembly.points.find((p) => p.name === owner);
  if (point) {
    const state = point.states.find((s) => s.name === what);
    if (state) return { unit: state.unit, moment: "state", ...standing(state.address), ...(point.channels && { jumps: true }) };
    const root = point.currents.roots.findIndex((r) => r.name === what);
    const voltage = (assembly.compartments[point.compartment]?.address as number) + fieldOffset("vTheta");
    if (root >= 0) return { unit: "pA", moment: "solved", read: evaluated(point.currents, root, voltage) };
    throw misuse("name-unknown", {
      what: `probe of ${owner}`, name: what, known: list([...point.states, ...point.currents.roots].map((s) => s.name)),
    });
  }
  const electrode = assembly.electrodes.find((e) => e.name === owner);
  if (electrode) {
    const address = assembly.compartments[electrode.compartment]?.address as number;
    if (what === "v") return { unit: "mV", moment: "whole", ...standing(address) };
    if (what !== "current") {
      throw misuse("name-unknown", { what: `probe of ${owner}`, name: what, known: "v, current" });
    }
    const [g, i, v] = [read(electrode.slot), read(electrode.slot + LANE_BYTES), read(address + fieldOffset("vTheta"))];
    return {
      unit: "pA", moment: "solved", read: (memory, lane) => i(memory, lane) - g(memory, lane) * v(memory, lane),
    };
  }
  const pool = assembly.pools.find((p) => p.name === owner);
  if (pool && (pool.states.includes(what) || (what === "influx" && pool.ionState !== undefined))) {
    const compartment = placeOf(assembly, name, at);
    const volume = pool.volumes.find((v) => v.compartment === compartment && v.shell === (at?.shell ?? 0));
    if (!volume) {
      const held = [...new Set(pool.volumes.map((v) => assembly.compartments[v.compartment]?.section ?? ""))];
      throw misuse(
        "name-unknown",
        { what: `place of ${owner}`, name: `${at?.section ?? ""}, shell ${at?.shell ?? 0}`, known: list(held) },
      );
    }
    const address = volume.address + (pool.fields[what] as number);
    if (what !== "influx") return { unit: pool.units[pool.states.indexOf(what)] as string, moment: "whole", ...standing(address) };
    const current = read(address);
    return { unit: "µM/ms", moment: "solved", read: (memory, lane) => current(memory, lane) * volume.perCharge };
  }
  const sites = assembly.membraneCurrents.filter((m) => m.mechanism === owner && m.currents.roots.some((r) => r.name === what));
  if (sites.length > 0) return overMembrane(assembly, sites, name, what, at);
  const states = assembly.states.filter((s) => s.name === of);
  if (states.length > 0) {
    const compartment = placeOf(assembly, name, at);
    const state = states.find((s) => s.compartment === compartment);
    const sections = [...new Set(states.map((s) => assembly.compartments[s.compartment]?.section ?? ""))];
    if (!state) {
      throw misuse("name-unknown", { what: `place of ${of}`, name: at?.section ?? "", known: list(sections) });
    }
    return { unit: state.unit, moment: "state", ...standing(state.address) };
  }
  const known = [
    "v", "axial", ...new Set(assembly.states.map((s) => s.name)),
    ...assembly.pools.flatMap((p) => [...p.states, ...(p.ionState === undefined ? [] : ["influx"])].map((s) => `${p.name}.${s}`)),
    ...new Set(assembly.membraneCurrents.flatMap((m) => m.currents.roots.map((r) => `${m.mechanism}.${r.name}`))),
    ...assembly.points.map((p) => `${p.name}.current`), ...assembly.electrodes.map((e) => `${e.name}.current`),
  ];
  throw misuse("name-unknown", { what: "quantity to probe", name: of, known: list(known) });
}

/** What comes into a compartment along the cable from its neighbour towards the root. */
function alongCable(assembly: Assembly, name: string, at: Probe["at"]): Reader {
  const site = assembly.compartments[placeOf(assembly, name, at)] as CompartmentSite;
  const { towards } = site;
  if (!towards) {
    throw misuse("name-unknown", {
      what: `neighbour towards the root, for probe ${name}, of`, name: site.section,
      known: list([...new Set(assembly.compartments.filter((c) => c.towards && c.branchPoint !== true).map((c) => c.section))]),
    });
  }
  const voltage = (compartment: number): Reader["read"] =>
    read((assembly.compartments[compartment] as CompartmentSite).address + fieldOffset("vTheta"));
  const [from, into] = [voltage(towards.compartment), voltage(assembly.compartments.indexOf(site))];
  return { unit: "pA", moment: "solved", read: (memory, lane) => towards.conductance * (from(memory, lane) - into(memory, lane)) };
}

/** A mechanism's current over the membrane of one compartment. */
function overMembrane(
  assembly: Assembly, sites: Assembly["membraneCurrents"], name: string, what: string, at: Probe["at"],
): Reader {
  const compartment = placeOf(assembly, name, at);
  for (const { currents, places } of sites) {
    const found = places.find((p) => p.compartment === compartment);
    if (!found) continue;
    const voltage = (assembly.compartments[compartment]?.address as number) + fieldOffset("vTheta");
    const root = currents.roots.findIndex((r) => r.name === what);
    return { unit: "pA", moment: "solved", read: evaluated(evaluationAt(currents, found.record), root, voltage) };
  }
  const held = sites.flatMap(({ places }) => places.map((p) => assembly.compartments[p.compartment]?.section ?? ""));
  throw misuse("name-unknown", { what: `place of ${name}`, name: at?.section ?? "", known: list([...new Set(held)]) });
}

function placeOf(assembly: Assembly, name: string, at: Probe["at"]): number {
  const sections = [...new Set(assembly.compartments.map((c) => c.section))];
  if (!at) throw misuse("name-unknown", { what: `place of probe ${name}`, name: "", known: list(sections) });
  const own = assembly.compartments.flatMap((c, i) => (c.section === at.section && c.branchPoint !== true ? [i] : []));
  if (own.length === 0) {
    throw misuse("section-unknown", { where: `probe ${name}`, name: at.section, known: list(sections) });
  }
  const along = at.at ?? 0.5;
  if (!(along >= 0 && along <= 1)) {
    throw misuse("out-of-range", { what: `place of probe ${name}`, expected: "from 0 to 1", found: along });
  }
  // The compartment that electrodes and points find there, too: on a border the later.
  return own[Math.min(Math.floor(own.length * along), own.length - 1)] as number;
}

/** One root of an evaluation, with "v" read from where the middle of the step stands. */
function evaluated(evaluation: Evaluation, root: number, voltage: number): Reader["read"] {
  const read = laneReader({ ...evaluation, roots: evaluation.roots.slice(root, root + 1) });
  return (memory, lane) => read(memory, lane, memory[voltage / 8 + lane] as number)[0] as number;
}
