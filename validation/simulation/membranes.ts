/** What the references are made of, beside `#model`. */
import type { MembranePlacement, Where } from "#engine";
import { leak, passiveLeak, potassium, sodium } from "#model";

/** Leak alone, of `resistance` in Ω·cm². */
export function passive(resistance: number, reversal: string, where: Where = "everywhere"): MembranePlacement {
  return { mechanism: passiveLeak, in: where, with: { gMax: `${1000 / resistance} mS/cm²`, reversal } };
}

/** The squid's membrane, as dense as in the axon. */
export const squid: readonly MembranePlacement[] = [sodium, potassium, leak].map((mechanism) => ({ mechanism, in: "everywhere" }));
