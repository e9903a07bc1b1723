import { failures } from "radiatum";

const misuse = failures("usage", {
  "count-malformed": (f: { option: string; text: string; least: number; most: number }) =>
    `${f.option} "${f.text}": a whole number from ${f.least} to ${f.most} is expected, such as ${f.option} ${Math.max(f.least, 1)}.`,
  "number-malformed": (f: { option: string; text: string; what: string }) => `${f.option} "${f.text}": ${f.what} is wanted.`,
});

/** A finite number as typed after an option; throws a usage error that names it. */
export function number(text: string, option: string, { least = -Infinity, most = Infinity }: { least?: number; most?: number } = {}): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!(value >= least && value <= most) || !Number.isFinite(value)) {
    const sign = most === 10 ? ' (a share such as 0.8, or a percentage such as 80%)' : "";
    const range = least === -Infinity ? (most === Infinity ? "a number" : `a number up to ${most}`) : most === Infinity ? `a number of at least ${least}` : `a number from ${least} to ${most}`;
    throw misuse("number-malformed", { option, text, what: range + sign });
  }
  return value;
}

/** Of spines, threads or trials: as many as nobody means by mistake. */
const MOST = { count: 100_000, seed: 0xffffffff } as const;

/** A whole number as typed after an option, in plain digits; throws a usage error that says what is expected and what was found. */
export function count(text: string, option: string, { least = 1, most = MOST.count }: { least?: number; most?: number } = {}): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) throw misuse("count-malformed", { option, text, least, most });
  return value;
}

/** A seed: 32 bits. */
export const seedOf = (text: string): number => count(text, "--seed", { least: 0, most: MOST.seed });

/** "80%" or "0.8" as 0.8. */
export function share(text: string, option: string): number {
  const percent = /^(.*)%$/.exec(text.trim());
  // 80 without a sign is surely meant as 80 %, and 0.8 surely isn't: rather ask than guess.
  return percent ? number(percent[1] as string, option, { least: 0 }) / 100 : number(text, option, { least: 0, most: 10 });
}
