/** Mechanisms that the experiment brings along as text: where each sits, its numbers within its bounds, its text. */
import { createResource, createSignal, For, Show, type JSX } from "solid-js";
import type { Protocol, WrittenMechanism } from "radiatum/protocol";
import { Chip, Fader, Field } from "../controls/controls.js";
import { withMinus } from "../controls/page-words.js";
import type { DeclaredParameter, MechanismRead } from "../lab/mechanism-services.js";
import { scope } from "../lab/threads.js";
import { numberIn } from "./edits.js";
import { editNew, editWritten } from "./mechanism-editor.js";
import type { Series } from "./series.js";
import "./mechanisms.css";

export function MechanismsSection(props: { readonly series: Series; readonly protocol: Protocol }): JSX.Element {
  const all = (): readonly WrittenMechanism[] => props.protocol.mechanisms;
  return (
    <section class="section mechanisms" aria-label="Mechanisms">
      <header><h2>Mechanisms</h2><span class="unit">{all().length === 0 ? "the model’s own" : `${all().length} of your own`}</span></header>
      {/* By name, so that a changed number leaves the row, and the focus in it, as it is. */}
      <For each={all().map(({ name }) => name)}>{(name) => (
        <Show when={all().find((one) => one.name === name)}>{(one) => (
          <Row written={one()} onRemove={() => void props.series.change({ values: { ...props.protocol, mechanisms: all().filter((other) => other.name !== name) } })}
            onValue={(parameter, typed) => props.series.change([`mechanisms.${name}.with.${parameter}=${typed}`])} />
        )}</Show>
      )}</For>
      <Chip kind="quiet" onClick={editNew}>Add a mechanism as text</Chip>
    </section>
  );
}

/** Parameters shown at once; more are folded away. */
const SHOWN = 3;

function Row(props: {
  readonly written: WrittenMechanism; readonly onRemove: () => void;
  readonly onValue: (parameter: string, typed: string) => Promise<string | undefined>;
}): JSX.Element {
  const [read] = createResource(() => ({ name: props.written.name, text: props.written.text }), (asked) => scope.call("mechanism", asked));
  const [more, setMore] = createSignal(false);
  const parameters = (): readonly DeclaredParameter[] => {
    const found = read.latest;
    return found && "parameters" in found ? (found satisfies MechanismRead).parameters.filter(({ filled }) => !filled) : [];
  };
  return (
    <div class="mechanism">
      <div class="mechanism-head">
        <h3>{props.written.name}</h3><span class="unit">{props.written.in.join(", ")}</span>
        <Chip kind="quiet" label={`Text of ${props.written.name}`} onClick={() => editWritten(props.written)}>Text</Chip>
        <Chip kind="quiet" label={`Remove ${props.written.name}`} onClick={props.onRemove}>×</Chip>
      </div>
      <For each={parameters().slice(0, more() ? undefined : SHOWN).map(({ name }) => name)}>{(name) => (
        <Show when={parameters().find((one) => one.name === name)}>{(parameter) => (
          <Value parameter={parameter()} value={props.written.with[name] ?? parameter().value} of={props.written.name} onValue={(typed) => props.onValue(name, typed)} />
        )}</Show>
      )}</For>
      <Show when={parameters().length > SHOWN}>
        <Chip kind="quiet" onClick={() => setMore(!more())}>{more() ? "Fewer numbers" : `${parameters().length - SHOWN} more numbers`}</Chip>
      </Show>
    </div>
  );
}

/** A fader within the text's bounds, and a field where the text has none. */
function Value(props: {
  readonly parameter: DeclaredParameter; readonly value: string; readonly of: string; readonly onValue: (typed: string) => Promise<string | undefined>;
}): JSX.Element {
  const label = (): string => `${props.parameter.name} of ${props.of}`;
  const unit = (): string => props.parameter.unit;
  return (
    <Show when={props.parameter.bounds} fallback={
      <div class="row"><span class="label">{props.parameter.name}</span><span class="unit">no bounds</span>
        <Field label={label()} value={props.value} unit={unit()} onChange={props.onValue} /></div>
    }>{(bounds) => (
      <div class="mechanism-value" title={withMinus(`${bounds().from} to ${bounds().to}${props.parameter.source === "" ? "" : `; ${props.parameter.source}`}`)}>
        <Fader label={label()} name={<>{props.parameter.name}</>} value={props.value} unit={unit()} at={unit() === "" ? Number(props.value) : numberIn(props.value, unit())}
          from={bounds().low} to={bounds().high} step={stepOf(bounds())}
          onChange={(typed) => props.onValue(typed.trim())} />
      </div>
    )}</Show>
  );
}

/** A round number of a hundredth of the range or less. */
function stepOf({ low, high }: { readonly low: number; readonly high: number }): number {
  return 10 ** Math.floor(Math.log10((high - low) / 100));
}
