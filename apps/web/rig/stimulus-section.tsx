/** What is done in the trial in sight, item by item: trains of shocks and of action potentials, steps, flashes. */
import { For, Show, type JSX } from "solid-js";
import type { Protocol, Stimulus } from "radiatum/protocol";
import { Chip, Choice, Field } from "../controls/controls.js";
import { controlled, putStimulus } from "./from-next.js";
import type { Series } from "./series.js";

const WORDS: Readonly<Record<Stimulus["kind"], string>> = {
  synaptic: "Shocks to the axons", "action potentials": "Action potentials", step: "Steps at the soma", uncaging: "Uncaging flashes",
};

/** What the number in a field is, for the eye: to a reader the field says it itself. */
function Captioned(props: { readonly as: string; readonly children: JSX.Element }): JSX.Element {
  return <div><span class="caption" aria-hidden="true">{props.as}</span>{props.children}</div>;
}

export function StimulusSection(props: { readonly series: Series; readonly protocol: Protocol }): JSX.Element {
  const stimulus = (): string => props.series.plans()[controlled(props.series, props.protocol)]?.stimulus ?? props.protocol.runs[0]?.stimulus ?? "";
  const items = (): readonly Stimulus[] => props.protocol.stimuli[stimulus()] ?? [];
  const put = (next: readonly Stimulus[]): Promise<string | undefined> => putStimulus(props.series, props.protocol, stimulus(), () => next);
  /** While no series is swept as text, which is read as a protocol file's; `count` is a number there, too. */
  const set = (place: number, field: string, typed: string): Promise<string | undefined> => (props.series.playing()
    ? putStimulus(props.series, props.protocol, stimulus(), (items) => items.map((one, k) => (k === place ? { ...one, [field]: field === "count" ? Number(typed) : typed } : one)))
    : props.series.change([`stimuli.${stimulus()}[${place}].${field}=${typed}`]));
  const added = (kind: string): Stimulus | undefined => {
    const train = { at: "100 ms", count: 1, frequency: "66 Hz" };
    const clamped = props.protocol.electrode.mode === "voltage clamp";
    switch (kind) {
      case "synaptic": return { kind, ...train, strength: "1" };
      case "action potentials": return { kind, ...train, width: "2 ms", current: "1.6 nA" };
      case "step": return { kind, ...train, width: "40 ms", by: clamped ? "50 mV" : "200 pA" };
      case "uncaging": return { kind, ...train, spine: props.protocol.spines[0]?.name ?? "spine" };
      default: return undefined;
    }
  };
  // A voltage clamp commands potentials: brief currents are current clamp's.
  const kinds = (): readonly Stimulus["kind"][] =>
    (props.protocol.electrode.mode === "voltage clamp" ? ["synaptic", "step", "uncaging"] : ["synaptic", "action potentials", "step", "uncaging"]);
  return (
    <section class="section" aria-label="Stimulus">
      <header><h2>Stimulus</h2><span class="unit">{stimulus()}</span></header>
      <For each={items().map((_, k) => k)}>{(k) => {
        const what = (): Stimulus => items()[k] as Stimulus;
        const name = (): string => WORDS[what().kind];
        return (
          <Show when={items()[k]}>
            <div style={{ display: "flex", "align-items": "baseline", gap: "8px" }}>
              <h3>{name()}</h3><span style={{ flex: 1 }} />
              <Chip kind="quiet" label={`Remove: ${name()}`} onClick={() => void put(items().filter((_, other) => other !== k))}>×</Chip>
            </div>
            <div class="train">
              <Captioned as="first at"><Field label={`${name()}, first at`} value={what().at} unit="ms" onChange={(typed) => set(k, "at", typed)} /></Captioned>
              <Captioned as="how many"><Field label={`${name()}, how many`} value={String(what().count)} unit="×" onChange={(typed) => set(k, "count", typed.replace("×", "").trim())} /></Captioned>
              <Captioned as="frequency"><Field label={`${name()}, frequency`} value={what().frequency} unit="Hz" onChange={(typed) => set(k, "frequency", typed)} /></Captioned>
              <Show when={"width" in what()}><Captioned as="width"><Field label={`${name()}, width`} value={(what() as { width: string }).width} unit="ms" onChange={(typed) => set(k, "width", typed)} /></Captioned></Show>
              <Show when={what().kind === "step"}><Captioned as="size"><Field label={`${name()}, size`} value={(what() as { by: string }).by} unit={(what() as { by: string }).by.endsWith("A") ? "pA" : "mV"} onChange={(typed) => set(k, "by", typed)} /></Captioned></Show>
              <Show when={what().kind === "action potentials"}><Captioned as="current"><Field label={`${name()}, current`} value={(what() as { current: string }).current} unit="nA" onChange={(typed) => set(k, "current", typed)} /></Captioned></Show>
            </div>
          </Show>
        );
      }}</For>
      <Choice label="Add to what is done in a trial" value="" options={[{ value: "", text: "Add …" }, ...kinds().map((kind) => ({ value: kind, text: WORDS[kind] }))]}
        onChange={(kind) => { const one = added(kind); if (one) void put([...items(), one]); }} />
    </section>
  );
}
