/** A protocol made ready to run: all that any trial needs, as plain data that can be posted to a worker. */
import { another, prepare, trialRunner, type Prepared, type Probe, type Request, type TrialRunner } from "#engine";
import { samplingPeriod, truePotential } from "#electrode";
import { photodamage, unbleached, type Illumination } from "#microscope";
import { amount, type Protocol } from "#protocol";
import type { Settings } from "#units";
import { addressesOf, spreadOut, type Addresses } from "./engine-trial.js";
import { heldAt, REST, type Held } from "./holding.js";
import { requireRoomFor } from "./light.js";
import { sceneOf, type Scene } from "./scene.js";
import { trialPlans, type TrialPlan } from "./session-plan.js";
import { bodyOf, declared, pipetteNumbers, specimenOf, writtenNumbers, writtenWithoutNumbers, type Body, type Specimen } from "./specimen.js";
import { actionsOf, type ContactAttempt, type TrialActions } from "./stimulation.js";
import { imagedSpine, surroundingsOf, type Surroundings } from "./surroundings.js";
import { clampProbes, truthProbes, type TruthQuantity } from "./truth.js";

export interface SessionOptions {
  /** Text of the SWC file that the protocol names. */
  readonly morphology?: string;
  /**
   * Also keep what no electrode and no microscope shows: all of it, or the quantities named, such as "head_v_mV".
   * Currents take time to record. By name alone: "clamp_current_pA", what the electrode reads before its noise.
   */
  readonly truth?: boolean | readonly string[];
  /**
   * The protocol is about to change: what solutions, drugs, dye and light make of the model's numbers is set trial by
   * trial even where all trials agree, so that one machine serves them all (see `openSession`). A trial then differs from
   * the same without in its last bits: for a look while something is dragged, not for a recording that is kept.
   */
  readonly changing?: boolean;
}

/** A trial, as far as it is decided before it is run. */
export interface ReadyTrial extends TrialPlan {
  readonly shocks: readonly number[];
  /** Contact, ms and weight of one release after the other. */
  readonly releases: Float64Array;
  /** Numbers of the model that the session's trials don't share. */
  readonly numbers: Settings;
  /** Empty where the truth wasn't asked for. */
  readonly attempts: readonly ContactAttempt[];
  /** µM at the imaged spine. */
  readonly dye: number;
  /** Share of the dye that earlier light has left. */
  readonly unbleached: number;
}

export interface Session {
  readonly protocol: Protocol;
  /** The cell, and the first trial: each trial has the same numbers of its own. */
  readonly prepared: Prepared;
  readonly trials: readonly ReadyTrial[];
  readonly addresses: Addresses;
  /** By holding potential, as the amplifier shows it. */
  readonly held: ReadonlyMap<number, Held>;
  readonly scene?: Scene;
  /** ms between samples of light. */
  readonly lightInterval: number;
  /** Numbers of the model in force. */
  readonly settings: Settings;
  /** What the truth holds, in the order of its traces; empty where it wasn't asked for. */
  readonly truth: readonly TruthQuantity[];
  readonly issues: readonly string[];
}

/**
 * Error of the voltage in a step: with it traces lie within 0.1 mV of ten times finer ones, but for the flanks of action
 * potentials, which move by 4 µs. The shortest step is what a stimulus' edge asks for, the longest what calcium does:
 * samples of light lie between steps.
 */
const STEP = { kind: "adaptive", tolerance: "0.01 mV", shortest: "0.005 ms", longest: "2.56 ms" } as const;
/**
 * Voltages that tables of rates cover. Half of the engine's own range does where nothing drives the cell beyond it, and
 * takes half of the memory.
 */
const WITHIN = { low: -150, high: 100 } as const;
const TABLES = { low: `${WITHIN.low} mV`, high: `${WITHIN.high} mV`, width: "0.5 mV" } as const;
/** Calcium that trickles in through channels is taken to be part of resting calcium up to here, mV. */
const RESTING_AT_MOST = -55;
/** What is told at which potential that is. */
const RESTING = ["highThreshold.resting", "highThresholdCluster.resting"] as const;
/** ms; light changes little within it. */
const LIGHT_INTERVAL = 0.25;

/** A session, and a machine that runs its trials here. */
export interface OpenSession {
  readonly session: Session;
  readonly runner: TrialRunner;
  /** What of it can serve another session, by what that must have in common with this one. */
  readonly keys: { readonly build: string; readonly machine: string; readonly held: string; readonly scene: string };
  readonly body: Body;
  /** What was prepared, for whoever runs the same cell with another arithmetic. */
  readonly request: Request;
  readonly specimen: Specimen;
}

/** Throws a RigError that says what of the protocol can't be. */
export function sessionOf(protocol: Protocol, options?: SessionOptions): Session {
  return openSession(protocol, options).session;
}

/**
 * The same with the machine on which it was found how the cell is held.
 *
 * `before`: a session opened earlier, of which nothing is running any more. Its machine is used again where the two
 * protocols differ in nothing that is built into it, which takes a tenth of the time: stimuli and their times, runs,
 * solutions, drugs, holding, the pipette's resistance and capacitance, the amplifier's filter, noise and sampling, dye
 * concentration, laser power, numbers of written channels and receptors. To be opened `changing`, like this one.
 */
export function openSession(
  protocol: Protocol, { morphology, truth = false, changing = false }: SessionOptions = {}, before?: OpenSession,
): OpenSession {
  const plans = trialPlans(protocol);
  const build = JSON.stringify([buildOf(protocol), morphology]);
  const body = before?.keys.build === build ? before.body : bodyOf(protocol, morphology);
  const sceneKey = JSON.stringify([build, pathOf(protocol)]);
  const scene = sceneOf(protocol, body, before?.keys.scene === sceneKey ? before.session.scene : undefined);
  const light = lightHistory(plans, scene);
  const damage = light.open.map((open) => (scene ? photodamage(open, scene.light, body.settings).restingCalcium : 1));
  const around = surroundingsOf(protocol, plans, body.settings, damage);
  const found = changing ? { ...around, shared: { ...around.shared, ...writtenNumbers(protocol), ...pipetteNumbers(protocol) } } : around;
  const surroundings = changing ? apart(found) : found;
  const settings = { ...body.settings, ...found.shared };
  const specimen = specimenOf(protocol, body, surroundings.shared);
  const addresses = addressesOf(specimen);
  const lightInterval = lightIntervalOf(protocol);
  const named = (all: readonly TruthQuantity[]): TruthQuantity[] =>
    all.filter(({ name }) => (typeof truth === "boolean" ? truth : truth.includes(name)));
  const quantities = named(truthProbes(specimen, imagedSpine(protocol)));
  if (typeof truth !== "boolean") quantities.push(...named(clampProbes(specimen)));
  const run = {
    duration: protocol.duration, rest: REST,
    probes: {
      reading: { ...specimen.reading, every: `${samplingPeriod(protocol.electrode)} ms` },
      ...lightProbes(specimen, scene, lightInterval),
      ...Object.fromEntries(quantities.map(({ probe }, k) => [`truth ${k}`, probe])),
    },
  };
  const rates = staysWithin(protocol) ? { tables: TABLES } : {};
  const settable = settableIn(surroundings, addresses);
  const machineKey = JSON.stringify([build, surroundings.shared, rates, settable.toSorted()]);
  const request: Request = { cell: specimen.cell, step: STEP, seed: protocol.seed, settable, ...run, ...rates };
  const same = before?.keys.machine === machineKey ? before : undefined;
  const prepared = same ? another(same.session.prepared, { ...run, trials: [] })
    : prepare(request);
  const runner = same ? same.runner.beside(prepared) : trialRunner(prepared);
  const dye = `${specimen.pool.name}.dyeTotal`;
  const dyeOf = (k: number): number => amount((found.differing[k]?.[dye] ?? found.shared[dye]) as string, "concentration") as number;
  const heldKey = JSON.stringify([machineKey, found.shared, protocol.electrode.junctionPotential, plans.map(({ holding }) => holding)]);
  const held = same?.keys.held === heldKey ? same.session.held : holdings({ prepared, runner }, protocol, specimen, {
    plans, dye: amount(found.shared[dye] ?? declared(specimen.pool, "dyeTotal"), "concentration") as number,
    numbers: changing ? spreadOut(found.shared, addresses) : {},
  });
  const actions = actionsOf(protocol, { ...specimen, settings }, plans);
  const numbers = numbersOfTrials(surroundings, plans, held);
  const trials = plans.map((plan, k): ReadyTrial => {
    const { releases, shocks, attempts } = actions[k] as TrialActions;
    return {
      ...plan, releases, shocks, attempts: truth === false ? [] : attempts, numbers: numbers[k] as Settings,
      dye: dyeOf(k), unbleached: light.unbleached[k] as number,
    };
  });
  requireRoomFor({ protocol, settings }, scene, trials.map((trial) =>
    ({ ...trial, boundShare: held.get(trial.holding)?.boundShare ?? 0 })));
  return {
    session: {
      protocol, prepared, lightInterval, addresses, held, trials, settings, issues: specimen.issues, truth: quantities,
      ...(scene && { scene }),
    },
    runner, request, specimen, body,
    keys: { build, machine: machineKey, held: heldKey, scene: sceneKey },
  };
}

/** Everything set trial by trial. */
function apart({ shared, differing }: Surroundings): Surroundings {
  return { shared: {}, differing: differing.map((own) => ({ ...shared, ...own })) };
}

/**
 * Of a protocol, what is built into its machine. Left out is what is set trial by trial or read after the engine: a field
 * that is new belongs to the build until somebody takes it out here (of an amplifier, whose fields but for its mode are
 * commands, readings, or the pipette's, until somebody puts it in).
 */
function buildOf(protocol: Protocol): unknown {
  const { pipette, electrode } = protocol;
  return {
    ...without(protocol, "name", "about", "mechanisms", "stimuli", "conditions", "runs", "interval", "bath", "imaging", "duration"),
    mechanisms: writtenWithoutNumbers(protocol),
    pipette: { ...without(pipette, "sinceBreakIn"), dye: pipette.dye && without(pipette.dye, "concentration") },
    // A pipette is a compartment of its own, or none; its numbers are set trial by trial.
    electrode: [electrode.mode, Object.keys(pipetteNumbers(protocol))],
  };
}

/** Of the imaging, what decides which compartment sends light into which pixel. */
function pathOf({ imaging, duration }: Protocol): unknown {
  return [without(imaging, "power", "detector"), duration];
}

function without<T extends object>(whole: T, ...names: readonly (keyof T & string)[]): object {
  return Object.fromEntries(Object.entries(whole).filter(([name]) => !(names as readonly string[]).includes(name)));
}

/** Numbers that some trial has for itself, by the names that the engine knows. */
function settableIn({ differing }: Surroundings, addresses: Addresses): string[] {
  const own = new Set(differing.flatMap((numbers) => Object.keys(numbers)));
  return Object.keys(spreadOut(Object.fromEntries([...own, ...RESTING].map((name) => [name, ""])), addresses));
}

/** Whether no command drives the cell out of the smaller tables. */
function staysWithin({ electrode, conditions, stimuli }: Protocol): boolean {
  const steps = Object.values(stimuli).flat().flatMap((what) =>
    (what.kind === "step" ? [amount(what.by, "potential or current") as number] : []));
  if (electrode.mode === "current clamp" && steps.some((by) => by < 0)) return false;
  const potentials = conditions.flatMap(({ holding }) => {
    const held = truePotential(amount(holding, "potential") as number, electrode);
    return [held, ...(electrode.mode === "voltage clamp" ? steps.map((by) => held + by) : [])];
  });
  // Voltage follows its command closely; what overshoots stays within a few mV.
  return potentials.every((v) => v > WITHIN.low + 20 && v < WITHIN.high - 20);
}

/** By holding potential, as the amplifier shows it; each is found once. */
function holdings(
  on: Pick<OpenSession, "runner"> & Pick<Session, "prepared">, protocol: Protocol, specimen: Specimen,
  { plans, dye, numbers }: { readonly plans: readonly TrialPlan[]; readonly dye: number; readonly numbers: Settings },
): ReadonlyMap<number, Held> {
  const different = [...new Set(plans.map(({ holding }) => holding))];
  const found = heldAt(on, protocol, specimen, different, { imaged: imagedSpine(protocol), dye, numbers });
  return new Map(different.map((holding, k) => [holding, found[k] as Held]));
}

/** What each trial's numbers are beside the shared ones; trials that agree share one object. */
function numbersOfTrials(
  { differing }: Surroundings, plans: readonly TrialPlan[], held: ReadonlyMap<number, Held>,
): Settings[] {
  const known = new Map<string, Settings>();
  return plans.map(({ index, holding }) => {
    const resting = `${Number(Math.min(held.get(holding)?.spine as number, RESTING_AT_MOST).toFixed(2))} mV`;
    const numbers = { ...differing[index], ...Object.fromEntries(RESTING.map((name) => [name, resting])) };
    const key = JSON.stringify(numbers);
    const same = known.get(key) ?? numbers;
    known.set(key, same);
    return same;
  });
}

/** Probes of the dye in what the beam sees of followed calcium, in the order of the scene's elements. */
function lightProbes({ pool }: Specimen, scene: Scene | undefined, interval: number): Record<string, Probe> {
  const followed = scene ? scene.elements.filter((element) => element.followed) : [];
  return Object.fromEntries(followed.map(({ section, at }, k) =>
    [`light ${k}`, { of: `${pool.name}.dyeCa`, at: { section, at }, every: `${interval} ms` }]));
}

function lightIntervalOf({ imaging }: Protocol): number {
  return imaging.kind === "line scan" ? Math.min(LIGHT_INTERVAL, (amount(imaging.period, "time") as number) / 2)
    : LIGHT_INTERVAL;
}

/** Before each trial: ms of open shutter so far, and the share of dye that it left. */
function lightHistory(
  plans: readonly TrialPlan[], scene: Scene | undefined,
): { readonly open: number[]; readonly unbleached: number[] } {
  const dark: Pick<Illumination, "bleaching" | "recovery"> = { bleaching: 0, recovery: 0 };
  const [light, exposure] = scene ? [scene.light, scene.exposure] : [dark, 0];
  const left: number[] = [];
  let now = 1;
  plans.forEach(({ start }, k) => {
    left.push(now);
    const next = plans[k + 1]?.start ?? start;
    const closed = Math.max(0, next - start - exposure);
    now = unbleached(unbleached(now, exposure, light, "open"), closed, light, "closed");
  });
  return { open: plans.map((_, k) => k * exposure), unbleached: left };
}
