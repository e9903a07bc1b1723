/** The figure beside which each finding stands. */
import { findingOf } from "../findings.js";
import { protocolOf } from "../scorecard.js";
import { figures } from "./figures.js";
import { protocolsOf } from "./picture.js";

/**
 * The one that the paper names; else one recorded by the protocol that answers the finding; else the first that shows
 * a finding of the same group. Methods stand beside Figure 1.
 */
export function figureOf(id: string): number {
  const named = /^Fig\. (\d)/u.exec(findingOf(id).where)?.[1];
  if (named !== undefined) return Number(named);
  const own = protocolOf(id);
  const recorded = figures.find((figure) => own !== undefined && protocolsOf(figure).includes(own));
  const alike = figures.find(({ findings }) => findings.some((one) => one.charAt(0) === id.charAt(0)));
  return (recorded ?? alike ?? figures[0])?.number ?? 1;
}

/** The panel's letters that the paper names, "BC"; "" where it names none. */
export function panelsOf(id: string): string {
  return (/^Fig\. \d([A-D](?:, [A-D])*)/u.exec(findingOf(id).where)?.[1] ?? "").replaceAll(", ", "");
}
