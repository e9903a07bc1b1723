import { exp, log } from "#elementary";
import type { RandomStream } from "#random";
import { textOf, valueOf, type Settings } from "#units";
import { misuse } from "./failures.js";
import { releaseQuantities } from "./quantities.js";

/** The ions that decide how much calcium enters the terminal. */
export interface Bath {
  readonly calcium_mM: number;
  readonly magnesium_mM: number;
}

/** A vesicle that opened: when glutamate is there, and how much it opens relative to the mean quantum. */
export interface Release {
  /** ms on the trial's clock. */
  readonly time: number;
  readonly weight: number;
}

/** What one spike met in the terminal and did there. */
export interface ReleaseAttempt {
  /** ms of the spike, on the trial's clock. */
  readonly spike: number;
  /** That this spike releases, given all that happened before. */
  readonly probability: number;
  /** Vesicles ready. */
  readonly ready: number;
  /** Residual calcium as a share of what a spike brings. */
  readonly facilitation: number;
  readonly release: Release | null;
}

/** What a terminal remembers from one trial to the next, in ms on the session's clock. */
export interface TerminalMemory {
  /** `facilitation` as it stood right after the last spike. */
  readonly facilitation: number;
  readonly lastSpike: number;
  /** When each empty place holds a vesicle again. */
  readonly refills: readonly number[];
}

export interface ReleaseRequest {
  /** ms on the trial's clock, in order. */
  readonly spikes: readonly number[];
  /** Of one spike after rest in 2 mM Ca²⁺ and 2 mM Mg²⁺; the typical contact's where absent. */
  readonly probability?: number;
  readonly bath: Bath;
  readonly terminal: Terminal;
  readonly random: RandomStream;
  /** Every spike releases, whatever the pool: a control. Delay and size vary all the same. */
  readonly reliable?: boolean;
  /** ms on the session's clock at which the trial starts; 0 by default. */
  readonly start?: number;
  /** Where the trial before left the terminal; rested where absent. */
  readonly before?: TerminalMemory;
}

type Rested = Pick<ReleaseRequest, "probability" | "bath" | "terminal">;

/** What all terminals have in common, in coherent units: `releaseQuantities` with what settings change. */
export type Terminal = Readonly<Record<keyof typeof releaseQuantities.all, number>>;

/** The bath in which `probability` is stated. */
const REFERENCE: Bath = { calcium_mM: 2, magnesium_mM: 2 };
/** Nearest below 1: a contact that hardly ever fails. */
const SURE = 1 - 2 ** -53;

/**
 * Univesicular release at one contact: at each spike one vesicle opens, or none.
 *
 *     p = 1 − exp(−λ·(1 + u)ⁿ·r/N)      λ = −ln(1 − p₀)·L(Ca, Mg)/L(2 mM, 2 mM)
 *     L = (Ca/K₁ / (1 + Ca/K₁ + Mg/K₃))ⁿ      Dodge & Rahamimoff 1967
 *
 * p₀ is the probability after rest in 2 mM Ca²⁺ and 2 mM Mg²⁺; r of N vesicles are ready, and each that opened is
 * replaced after an exponential time. u is residual calcium: each spike adds U(1 − u), and it decays exponentially.
 * Facilitation through the same power n as the ions is why likely contacts facilitate less. The delay is normal,
 * never below 0; sizes are gamma distributed with mean 1, so positive.
 *
 * Left out: release of two vesicles at once, spontaneous and delayed release, and depression other than an emptier
 * pool.
 */
export function releases(
  { spikes, probability, bath, terminal, random, reliable = false, start = 0, before }: ReleaseRequest,
): { readonly releases: Release[]; readonly attempts: ReleaseAttempt[]; readonly after: TerminalMemory } {
  const p = terminal;
  const atRest = restingRate({ ...(probability === undefined ? {} : { probability }), bath, terminal });
  let facilitation = before?.facilitation ?? 0;
  let lastSpike = before?.lastSpike ?? Number.NEGATIVE_INFINITY;
  let refills = before?.refills ?? [];
  const attempts: ReleaseAttempt[] = [];
  for (const spike of spikes) {
    const now = start + spike;
    if (now < lastSpike) throw new Error(`broken invariant: spikes are in order, and ${spike} ms follows a later one`);
    facilitation *= exp((lastSpike - now) / p.facilitationTime);
    refills = refills.filter((time) => time > now);
    const ready = p.pool - refills.length;
    const rate = atRest * power(1 + facilitation, p.cooperativity) * (ready / p.pool);
    const chance = reliable ? 1 : 1 - exp(-rate);
    const opened = random.uniform() < chance;
    let release: Release | null = null;
    if (opened) {
      const time = spike + Math.max(0, p.delay + p.jitter * random.normal());
      release = { time, weight: quantum(p.quantalVariation, random) };
      if (ready > 0) refills = [...refills, now + p.recovery * random.exponential()];
    }
    attempts.push({ spike, probability: chance, ready, facilitation, release });
    facilitation += p.facilitation * (1 - facilitation);
    lastSpike = now;
  }
  return {
    releases: attempts.flatMap(({ release }) => (release ? [release] : [])).sort((a, b) => a.time - b.time),
    attempts,
    after: { facilitation, lastSpike, refills },
  };
}

/** The probability that a spike after rest releases in this bath. */
export function releaseProbability(of: Rested): number {
  return 1 - exp(-restingRate(of));
}

/** λ: releases that a spike after rest would bring if there were no limit of one. */
function restingRate({ probability, bath, terminal }: Rested): number {
  const stated = probability === undefined ? terminal.probability : likely(probability);
  return -log(1 - Math.min(stated, SURE)) * (ionLaw(bath, terminal) / ionLaw(REFERENCE, terminal));
}

/** L. */
function ionLaw({ calcium_mM, magnesium_mM }: Bath, { calciumHalf, magnesiumHalf, cooperativity }: Terminal): number {
  const calcium = (1000 * calcium_mM) / calciumHalf;
  const magnesium = (1000 * magnesium_mM) / magnesiumHalf;
  return power(calcium / (1 + calcium + magnesium), cooperativity);
}

/** Read and checked once for all contacts. Throws a RigError of kind "usage" where a number can't be. */
export function terminalOf(settings: Settings): Terminal {
  const value = (name: keyof Terminal): number => valueOf(releaseQuantities, name, settings);
  const pool = value("pool");
  if (!(Number.isInteger(pool) && pool >= 1)) throw misuse("release-pool", { found: pool });
  return {
    pool,
    probability: likely(value("probability")),
    calciumHalf: positive("calciumHalf", settings),
    magnesiumHalf: positive("magnesiumHalf", settings),
    cooperativity: value("cooperativity"),
    facilitation: value("facilitation"),
    facilitationTime: positive("facilitationTime", settings),
    recovery: positive("recovery", settings),
    delay: value("delay"),
    jitter: notNegative("jitter", settings),
    quantalVariation: notNegative("quantalVariation", settings),
  };
}

function likely(probability: number): number {
  if (probability >= 0 && probability <= 1) return probability;
  throw misuse("release-probability", { found: probability });
}

function positive(name: keyof typeof releaseQuantities.all, settings: Settings): number {
  const value = valueOf(releaseQuantities, name, settings);
  if (!(value > 0)) throw misuse("release-not-positive", { name, text: textOf(releaseQuantities, name, settings) });
  return value;
}

function notNegative(name: keyof typeof releaseQuantities.all, settings: Settings): number {
  const value = valueOf(releaseQuantities, name, settings);
  const text = textOf(releaseQuantities, name, settings);
  if (!(value >= 0)) throw misuse("release-negative", { name: `release.${name}`, text });
  return value;
}

/** xⁿ for x ≥ 0, with the same bits everywhere. */
function power(x: number, n: number): number {
  return x > 0 ? exp(n * log(x)) : 0;
}

/** A size: gamma distributed, mean 1, standard deviation `variation`. Marsaglia & Tsang 2000, ACM TOMS 26:363. */
function quantum(variation: number, random: RandomStream): number {
  if (variation === 0) return 1;
  const shape = 1 / (variation * variation);
  // Below shape 1 their method draws the next whole shape and scales it by uniform^(1/shape).
  const raised = shape < 1 ? shape + 1 : shape;
  const scale = shape < 1 ? power(random.uniform(), 1 / shape) : 1;
  const d = raised - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const t = 1 + c * x;
    const v = t * t * t;
    if (v > 0 && log(random.uniform()) < 0.5 * x * x + d - d * v + d * log(v)) return (d * v * scale) / shape;
  }
}
