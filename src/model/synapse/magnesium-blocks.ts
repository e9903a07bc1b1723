import { partOf, type Source } from "#engine";
import { misuse } from "../failures.js";
import { hint } from "../nearest.js";
import type { Settings } from "#units";
import { grunditz2008, jahrStevens1990, vargasCaballeroRobinson2003 } from "../references.js";

/** How Mg²⁺ blocks NMDA receptors, b = 1/(1 + [Mg²⁺]/K₀ · exp(−δ·V)), as one paper has it. */
export interface MagnesiumBlock {
  readonly name: string;
  readonly source: Source;
  readonly settings: Settings;
}

export const magnesiumBlocks: readonly MagnesiumBlock[] = [
  {
    name: "Vargas-Caballero & Robinson",
    source: partOf(vargasCaballeroRobinson2003, "as Chindemi et al. 2022 fit it"),
    settings: { "nmda.blockHalf": "2.552 mM", "nmda.blockSlope": "0.072 /mV" },
  },
  {
    name: "Jahr & Stevens",
    source: jahrStevens1990,
    settings: { "nmda.blockHalf": "3.57 mM", "nmda.blockSlope": "0.062 /mV" },
  },
  {
    name: "Grunditz",
    source: partOf(grunditz2008, "fit to spines of CA1"),
    settings: { "nmda.blockHalf": "0.69 mM", "nmda.blockSlope": "0.08 /mV" },
  },
];

/** The block of that name. Throws a usage RigError with the nearest right word. */
export function magnesiumBlock(name: string): MagnesiumBlock {
  const found = magnesiumBlocks.find((block) => block.name.toLowerCase() === name.trim().toLowerCase());
  if (!found)
    throw misuse("block-unknown", {
      name,
      hint: hint(
        name,
        magnesiumBlocks.map((block) => block.name),
      ),
    });
  return found;
}
