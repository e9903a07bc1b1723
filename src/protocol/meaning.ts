/** What each field alone can't know: whether a protocol's parts fit together. */
import { pow, square } from "#elementary";
import { suggestion, suggestionOf, type Catalogue } from "./catalogue.js";
import { endOf } from "./fields/session.js";
import { mechanismsFit } from "./mechanisms.js";
import type { Imaging, Protocol, Stimulus } from "./protocol.js";
import { amount, otherThan } from "./shapes/quantities.js";
import type { Contradict, Place } from "./shapes/shape.js";

/** Samples of all trials together beyond which a protocol is more likely a slip than a wish. */
const MOST_PIXELS = 4e9;

/** Notes every contradiction within a protocol whose fields are all well by themselves. */
export function contradictions(
  protocol: Protocol, catalogue: Catalogue,
  { no, textPlace }: { readonly no: Contradict; readonly textPlace: (path: string) => Place | undefined },
): void {
  ownNames(protocol, no);
  references(protocol, no);
  numbersOfTheModel(protocol, catalogue, no);
  dyeThatBinds(protocol, catalogue, no);
  mechanismsFit(protocol, no, textPlace);
  for (const [name, all] of Object.entries(protocol.stimuli)) {
    all.forEach((what, i) => { stimulusFits(protocol, what, `stimuli.${name}[${i}]`, no); });
  }
  for (const [i, axon] of protocol.axons.entries()) {
    const strengths = Object.values(protocol.stimuli).flat().flatMap((what) => (what.kind === "synaptic" ? [what.strength] : []));
    const other = strengths.find((strength) => unitOf(strength) !== unitOf(axon.threshold));
    if (other !== undefined) no(`axons[${i}].threshold`, `${axon.threshold} can't be compared with a stimulus of strength ${other}; give both in the same unit`);
  }
  electrodeFits(protocol, no);
  imagingFits(protocol, no);
  if (time(protocol.interval) < time(protocol.duration)) no("interval", `a trial lasts ${protocol.duration}, so the next can't start after ${protocol.interval}`);
}

const time = (text: string): number => amount(text, "long time") as number;
/** Volts, amperes or neither. */
const unitOf = (strength: string): string => /[VA]$/u.exec(strength)?.[0] ?? "";

function ownNames(protocol: Protocol, no: Contradict): void {
  const { spines, mechanisms, axons, conditions } = protocol;
  const groups = { spines, mechanisms, axons, conditions };
  for (const [group, all] of Object.entries(groups)) {
    all.forEach(({ name }, i) => {
      const first = all.findIndex((one) => one.name === name);
      if (first < i) no(`${group}[${i}].name`, `"${name}" is taken by ${group}[${first}]; each needs a name of its own`);
    });
  }
  protocol.conditions.forEach(({ drugs }, c) => {
    drugs.forEach(({ name }, i) => {
      if (drugs.findIndex((one) => one.name === name) < i) no(`conditions[${c}].drugs[${i}].name`, `${name} is given twice; one dose is enough`);
    });
  });
}

function references(protocol: Protocol, no: Contradict): void {
  const spines = protocol.spines.map(({ name }) => name);
  const refer = (path: string, name: string, what: string, among: readonly string[]): void => {
    if (!among.includes(name)) no(path, `the protocol has no ${what} "${name}"; ${suggestion(name, among)}`);
  };
  protocol.axons.forEach(({ onto }, i) => { onto.forEach((name, k) => { refer(`axons[${i}].onto[${k}]`, name, "spine", spines); }); });
  protocol.runs.forEach(({ stimulus, condition }, i) => {
    refer(`runs[${i}].stimulus`, stimulus, "stimulus", Object.keys(protocol.stimuli));
    refer(`runs[${i}].condition`, condition, "condition", protocol.conditions.map(({ name }) => name));
  });
  for (const [name, all] of Object.entries(protocol.stimuli)) {
    all.forEach((what, i) => {
      if (what.kind === "uncaging") refer(`stimuli.${name}[${i}].spine`, what.spine, "spine", spines);
      if (what.kind !== "synaptic") return;
      what.axons?.forEach((axon, k) => { refer(`stimuli.${name}[${i}].axons[${k}]`, axon, "axon", protocol.axons.map((one) => one.name)); });
    });
  }
  const { imaging } = protocol;
  if (imaging.kind === "line scan") refer("imaging.through", imaging.through, "spine", spines);
  else refer("imaging.around", imaging.around, "spine", [...spines, "soma"]);
  const shocked = Object.values(protocol.stimuli).flat().some(({ kind }) => kind === "synaptic");
  if (shocked && protocol.axons.length === 0) no("axons", "a stimulus is synaptic, so there must be an axon for it");
}

function numbersOfTheModel({ set, spines }: Protocol, { parameters }: Catalogue, no: Contradict): void {
  const check = (path: string, name: string, text: string, among: readonly string[], shown: string): void => {
    const like = parameters.get(name);
    if (like === undefined) no(path, `the model has no such number; ${suggestion(shown, among)}`);
    else {
      const wrong = otherThan(like, text);
      if (wrong !== undefined) no(path, wrong);
    }
  };
  for (const [name, text] of Object.entries(set)) check(`set.${name}`, name, text, near(name, parameters), name);
  const ofSpine = [...parameters.keys()].filter((name) => name.startsWith("spine.")).map((name) => name.slice("spine.".length));
  spines.forEach((spine, i) => {
    for (const [name, text] of Object.entries(spine.with)) check(`spines[${i}].with.${name}`, `spine.${name}`, text, ofSpine, name);
  });
}

/** The group's own numbers where the group is known, else all. */
function near(name: string, parameters: ReadonlyMap<string, string>): readonly string[] {
  const group = `${name.split(".")[0] ?? ""}.`;
  const own = [...parameters.keys()].filter((known) => known.startsWith(group));
  return own.length > 0 ? own : [...parameters.keys()];
}

function dyeThatBinds({ pipette: { dye } }: Protocol, { indicators }: Catalogue, no: Contradict): void {
  if (!dye || indicators.some(({ name }) => name === dye.name)) return;
  const lacking = (["kd", "dynamicRange"] as const).filter((key) => dye[key] === undefined);
  if (lacking.length === 0) return;
  no("pipette.dye.name", `"${dye.name}" is no indicator of the model, so it needs ${lacking.join(" and ")}; ${suggestionOf(dye.name, indicators)}`);
}

function stimulusFits({ duration, electrode }: Protocol, what: Stimulus, path: string, no: Contradict): void {
  const end = endOf(what);
  if (end > time(duration)) no(path, `it ends at ${rounded(end)} ms, after the trial, which lasts ${duration}`);
  if (what.count > 1 && "width" in what) {
    const period = 1 / (amount(what.frequency, "frequency") as number);
    const width = amount(what.width, "time") as number;
    if (width >= period) no(`${path}.width`, `${what.width} does not fit into a train of ${what.frequency}, one every ${rounded(period)} ms`);
  }
  if (what.kind === "action potentials" && electrode.mode === "voltage clamp") {
    no(`${path}.kind`, "a current can't be injected in voltage clamp; use the kind \"step\", such as by: 50 mV for 7 ms, or current clamp");
  }
  if (what.kind === "step") {
    const wanted = electrode.mode === "voltage clamp" ? "potential" : "current";
    if (amount(what.by, wanted) === undefined) {
      no(`${path}.by`, `${what.by} is no ${wanted}, which a step in ${electrode.mode} is by; write it like ${wanted === "potential" ? "50 mV" : "200 pA"}`);
    }
  }
}

const rounded = (value: number): number => Number(value.toPrecision(4));

function electrodeFits({ electrode }: Protocol, no: Contradict): void {
  const of = (key: "filter" | "sampling"): number => amount(electrode[key], "frequency") as number;
  if (2 * of("filter") > of("sampling")) {
    no("electrode.sampling", `${electrode.sampling} is less than twice the filter's ${electrode.filter}, so noise would fold over`);
  }
  if (electrode.mode === "voltage clamp" && electrode.compensation >= 1) no("electrode.compensation", "an amplifier that compensates all of the series resistance oscillates; expected less than 1");
}

function imagingFits(protocol: Protocol, no: Contradict): void {
  const { imaging, duration } = protocol;
  const { bits, darkLevel } = imaging.detector;
  if (darkLevel >= pow(2, bits) - 1) no("imaging.detector.darkLevel", `${darkLevel} counts leave no room for light in ${bits} bits`);
  if (imaging.numericalAperture >= imaging.medium) no("imaging.numericalAperture", `${imaging.numericalAperture} is more than a medium of index ${imaging.medium} can have`);
  if (imaging.kind === "line scan") {
    const lines = (time(duration) - (amount(imaging.from, "time") as number)) / (amount(imaging.period, "time") as number);
    if (lines < 1) no("imaging.from", `no line of ${imaging.period} fits between ${imaging.from} and the end of the trial at ${duration}`);
  }
  if (imaging.kind === "stack" && (amount(imaging.step, "length") as number) > (amount(imaging.depth, "length") as number)) {
    no("imaging.step", `${imaging.step} is more than the stack's depth of ${imaging.depth}`);
  }
  if (imaging.kind === "frame" && imaging.frames * square(imaging.pixels) * (amount(imaging.dwell, "time") as number) > time(duration)) {
    no("imaging.frames", `${imaging.frames} frames of ${imaging.pixels} × ${imaging.pixels} pixels of ${imaging.dwell} last longer than the trial's ${duration}`);
  }
  const pixels = pixelsOf(imaging, time(duration)) * protocol.runs.reduce((sum, { trials }) => sum + trials, 0);
  if (pixels > MOST_PIXELS) no("imaging", `all trials together would have ${pixels.toExponential(0)} pixels; ${MOST_PIXELS.toExponential(0)} is the most`);
}

/** Pixels of one trial, in one channel. */
function pixelsOf(imaging: Imaging, duration: number): number {
  if (imaging.kind === "line scan") return imaging.pixels * (duration / (amount(imaging.period, "time") as number));
  if (imaging.kind === "frame") return imaging.frames * square(imaging.pixels);
  return square(imaging.pixels) * (1 + (amount(imaging.depth, "length") as number) / (amount(imaging.step, "length") as number));
}
