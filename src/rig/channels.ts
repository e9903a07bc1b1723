/** The microscope's channels: red for a structural dye, green for calcium. */
import { dyeBrightness, dyeNamed, type DyeBrightness } from "#model";
import type { Protocol } from "#protocol";
import { quantityIn, type Settings } from "#units";
import { indicatorOf } from "./indicator.js";

export interface DyeChannel {
  readonly name: "Ch1" | "Ch2";
  readonly colour: "red" | "green";
  readonly dye: string;
  /** µM in the pipette. */
  readonly concentration: number;
  readonly brightness: DyeBrightness;
}

/** In the order of the recording; Ch1 is red and Ch2 green, as at most microscopes of this kind. */
export function channelsOf(protocol: Protocol, settings: Settings): DyeChannel[] {
  const { dye, structuralDye } = protocol.pipette;
  const red = structuralDye && {
    name: "Ch1", colour: "red", dye: structuralDye.name,
    concentration: quantityIn(structuralDye.concentration, "µM", "pipette.structuralDye.concentration"),
    brightness: dyeBrightness(dyeNamed(structuralDye.name), settings),
  } as const;
  const { name, concentration, brightness } = indicatorOf(protocol, settings);
  const green = dye && { name: "Ch2", colour: "green", dye: name, concentration, brightness } as const;
  return [...(red ? [red] : []), ...(green ? [green] : [])];
}
