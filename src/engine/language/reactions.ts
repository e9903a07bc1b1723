import { isName } from "./names.js";

/** "ca + buffer ⇌ bound", "open → shut", "→ ca", "ca →": what is consumed and what is made. */
export interface Sides {
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly reversible: boolean;
}

/** The sides, or undefined where the text is no reaction. A species named twice counts twice: "ca + ca ⇌ pair". */
export function readReaction(text: string): Sides | undefined {
  const match = /^([^⇌→]*)([⇌→])([^⇌→]*)$/u.exec(text);
  const [, before = "", arrow = "", after = ""] = match ?? [];
  const [left, right] = [speciesOf(before), speciesOf(after)];
  if (!match || !left || !right || left.length + right.length === 0) return undefined;
  return { left, right, reversible: arrow === "⇌" };
}

function speciesOf(side: string): string[] | undefined {
  if (side.trim() === "") return [];
  const names = side.split("+").map((name) => name.trim());
  return names.every(isName) ? names : undefined;
}

/** One spelling for each reaction. */
export function writeReaction({ left, right, reversible }: Sides): string {
  return `${left.join(" + ")} ${reversible ? "⇌" : "→"} ${right.join(" + ")}`.trim();
}

/** The sides of a reaction of a checked mechanism. */
export function sidesOf(reaction: string): Sides {
  const sides = readReaction(reaction);
  if (!sides) throw new Error(`broken invariant: "${reaction}" was read as a reaction`);
  return sides;
}
