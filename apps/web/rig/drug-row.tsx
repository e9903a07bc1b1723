/** Valve, name, dose, state of one drug. */
import { createSignal, Show, type JSX } from "solid-js";
import { RigError } from "radiatum";
import { quantityIn } from "radiatum/units";
import { Field } from "../controls/controls.js";
import { decimal } from "../controls/number.js";
import { withMinus } from "../controls/page-words.js";
import { numberIn } from "./edits.js";

/** Doses that the paper used, offered where the valve has been shut so far. */
const USUAL: Readonly<Record<string, string>> = { "D-APV": "100 µM", CNQX: "20 µM", "Ni²⁺": "50 µM", NBQX: "10 µM", nifedipine: "10 µM" };

export interface DrugRowProps {
  readonly name: string;
  /** Of the condition; undefined: the valve is shut. */
  readonly dose: string | undefined;
  /** With which it was last in the bath, up to the trial in sight. */
  readonly before: string | undefined;
  /** µM in the bath in the trial in sight. */
  readonly now: number;
  /** Trials until it is nearly all there, or nearly gone; undefined where it rests, or doesn't get there. */
  readonly toGo: number | undefined;
  readonly onChange: (dose: string | undefined) => Promise<string | undefined>;
}

export function DrugRow(props: DrugRowProps): JSX.Element {
  const [ready, setReady] = createSignal<string>();
  const dose = (): string => props.dose ?? ready() ?? props.before ?? USUAL[props.name] ?? "10 µM";
  const share = (): number => {
    const full = numberIn(props.dose ?? props.before ?? dose(), "µM");
    return full > 0 ? Math.min(1, props.now / full) : 0;
  };
  const state = (): string => {
    const toGo = props.toGo === undefined ? "" : `, ${props.toGo} ${props.toGo === 1 ? "trial" : "trials"} to go`;
    if (props.dose === undefined) return share() > 0.005 ? `washing out, ${decimal(100 * share(), 0)} % left${toGo}` : "off";
    return share() > 0.995 ? "on" : `washing in, ${decimal(100 * share(), 0)} %${toGo}`;
  };
  return (
    <div class="drug">
      <button type="button" class="valve" role="switch" aria-checked={props.dose !== undefined} aria-label={`Valve of ${spoken(props.name)}`}
        onClick={() => void props.onChange(props.dose === undefined ? dose() : undefined)}><i /></button>
      <span classList={{ strong: props.dose !== undefined }}>{written(props.name)}</span>
      <Field label={`Dose of ${spoken(props.name)}`} value={dose()} unit="µM" onChange={(typed) => {
        const complaint = notADose(typed);
        if (complaint !== undefined) return complaint;
        setReady(typed);
        return props.dose === undefined ? undefined : props.onChange(typed);
      }} />
      <span class="unit">{state()}
        <Show when={share() > 0.005}><span class="wash" style={{ display: "block" }}><b style={{ width: `${100 * share()}%` }} /></span></Show>
      </span>
    </div>
  );
}

/** A sentence where it can't be a dose: behind a shut valve no protocol says so. */
function notADose(typed: string): string | undefined {
  try {
    const dose = quantityIn(typed, "µM", "a dose");
    return dose >= 0 && dose <= MOST ? undefined : `${withMinus(typed)} is out of range; expected from 0 µM to 100 mM.`;
  } catch (error) {
    if (error instanceof RigError) return error.message;
    throw error;
  }
}
/** µM: as in protocols. */
const MOST = 100_000;

/** The face lacks raised plus signs: they are set as raised letters. */
function written(name: string): JSX.Element {
  return name.endsWith("²⁺") ? <>{name.slice(0, -2)}<sup>2+</sup></> : name === "D-APV" ? <>APV</> : name;
}
const spoken = (name: string): string => name.replace("²⁺", " two plus");
