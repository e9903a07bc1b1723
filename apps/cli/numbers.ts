import { failures } from "radiatum";

const misuse = failures("usage", {
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

/** "80%" or "0.8" as 0.8. */
export function share(text: string, option: string): number {
  const percent = /^(.*)%$/.exec(text.trim());
  // 80 without a sign is surely meant as 80 %, and 0.8 surely isn't: rather ask than guess.
  return percent ? number(percent[1] as string, option, { least: 0 }) / 100 : number(text, option, { least: 0, most: 10 });
}
