/** Reads a mechanism's text as it is typed: what it declares, or what is wrong in which line. */
import { RigError } from "radiatum";
import { filledByRig, writtenMechanism } from "radiatum/model";
import { quantityIn, unitBehind } from "radiatum/units";

export interface DeclaredParameter {
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  /** As written, and in `unit`. */
  readonly bounds?: { readonly from: string; readonly to: string; readonly low: number; readonly high: number };
  readonly source: string;
  /** The rig says what it is: `temperature`, `distance`. */
  readonly filled: boolean;
}

export interface MechanismRead {
  readonly placed: string;
  readonly parameters: readonly DeclaredParameter[];
  readonly reads: readonly string[];
  readonly states: readonly string[];
}

export interface MechanismWrong {
  /** What is wrong, with both units where it is a unit. */
  readonly sentence: string;
  /** The line with its caret; "" where nothing in particular is wrong. */
  readonly excerpt: string;
}

export function mechanism({ name, text }: { readonly name: string; readonly text: string }): MechanismRead | MechanismWrong {
  try {
    const { placed, parameters, reads, states, names } = writtenMechanism({ name, text });
    return {
      placed, states,
      reads: reads.map((one) => `${one} in ${names.get(one)?.text ?? ""}`),
      parameters: parameters.map((one): DeclaredParameter => {
        const { text: value = "", source, bounds } = names.get(one) ?? {};
        const unit = unitBehind(value);
        const inUnit = (bound: string): number => quantityIn(bound, unit, one) / quantityIn(unit === "1" ? "1" : `1 ${unit}`, unit, one);
        return {
          name: one, value, unit: unit === "1" ? "" : unit, filled: filledByRig(one), source: source?.kind === "stated" ? source.words : "",
          ...(bounds && { bounds: { from: bounds.from, to: bounds.to, low: inUnit(bounds.from), high: inUnit(bounds.to) } }),
        };
      }),
    };
  } catch (error) {
    if (!(error instanceof RigError)) throw error;
    const [sentence = "", ...excerpt] = error.message.split("\n");
    return { sentence, excerpt: excerpt.join("\n") };
  }
}
