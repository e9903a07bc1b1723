/** A receptor that a person wrote: one in each head of the protocol's spines, which a release there opens. */
import type { Mechanism, PointProcess } from "#engine";
import type { Written } from "./mechanism.js";
import { filledIn } from "./places.js";

/** A spine as a receptor sees it; `distance` from the soma along the path, µm. */
interface Spine { readonly name: string; readonly head: string; readonly distance: number }

/** The point process in one spine, named after both. */
export function writtenReceptor(
  { name, with: own }: Written, mechanism: Mechanism, spine: Spine, temperature: number,
): PointProcess {
  return {
    name: `${spine.name} ${name}`, mechanism, at: { section: spine.head },
    with: { ...filledIn(mechanism, temperature, `${spine.distance} µm`), ...own },
  };
}
