/** An electrode's recording alone: which channel is read, and when the stimulus came, from what the file offers or typed. */
import { createMemo, createRoot, For, Show, type JSX } from "solid-js";
import { parseTime, RigError, stimulusSources, stimulusText, type StimulusSource } from "radiatum";
import { Chip, Choice, Field, Message } from "../controls/controls.js";
import { decimal } from "../controls/number.js";
import { asking } from "./choices.js";
import { sight } from "./in-sight.js";
import { session } from "./session.js";

const { recording, choices, measurement, change } = session;

/** Once for the recording, however many ask; what gives the same times is one. */
const sources = createRoot(() =>
  createMemo((): readonly StimulusSource[] => {
    const found = recording();
    if (!found || found.lineScans.length > 0) return [];
    const byTimes = new Map<string, StimulusSource>();
    for (const source of stimulusSources(found)) {
      const key = stimulusText(source.times);
      const before = byTimes.get(key);
      byTimes.set(key, before ? { ...before, name: `${before.name}, ${source.name}` } : source);
    }
    return [...byTimes.values()];
  }),
);
const chosen = (): string => choices().request.stimulus ?? "";
const use = ({ name, times }: StimulusSource): void =>
  change(`Stimulus at ${name}`, asking(choices(), { stimulus: stimulusText(times), stimulusFrom: "user" }));

/** "602.9 ms", "16.1, 17.9 ms", "16.1 … 98.1 ms, 12 times". */
function timesText(times: readonly number[]): string {
  const said = times.map((time) => decimal(time, 1));
  return said.length <= 3 ? `${said.join(", ")} ms` : `${said[0] ?? ""} … ${said.at(-1) ?? ""} ms, ${said.length} times`;
}

export function ElectrodeSettings(): JSX.Element {
  const channels = (): { value: string; text: string }[] => {
    const found = new Map<string, string>();
    for (const { channel, quantity, unit } of recording()?.sweeps ?? []) {
      if (quantity === "current" || quantity === "potential") found.set(channel, `${channel}, ${quantity} in ${unit}`);
    }
    return [...found].map(([value, text]) => ({ value, text }));
  };
  const offered = (): { value: string; text: string }[] => [
    { value: "", text: measurement()?.parameters.stimulusFrom === "file" && measurement()?.stimuli.length ? "as the file marks it" : "not said" },
    ...sources().map(({ name, times }) => ({ value: stimulusText(times), text: `${name}: ${timesText(times)}` })),
  ];
  const isOffered = (): boolean => offered().some(({ value }) => value === chosen());
  return (
    <section class="section">
      <header>
        <h2>Electrode</h2>
        <span class="unit">channel and stimulus</span>
      </header>
      <div class="setting-list">
        <Show when={channels().length > 1}>
          <span class="dim">Channel</span>
          <Choice
            label="Electrode's channel"
            value={choices().request.channel ?? measurement()?.soma?.channel ?? ""}
            options={channels()}
            onChange={(value) => change(`Electrode read in ${value}`, asking(choices(), { channel: value }))}
          />
        </Show>
        <Show when={sources().length > 0}>
          <span class="dim">Stimulus at</span>
          <Choice
            label="Source of the stimulus"
            value={isOffered() ? chosen() : "typed"}
            options={[...offered(), ...(isOffered() ? [] : [{ value: "typed", text: "times that were typed" }])]}
            onChange={(value) => {
              const source = sources().find(({ times }) => stimulusText(times) === value);
              if (source) use(source);
              else if (value === "") change("Stimulus as in the file", asking(choices(), { stimulus: undefined, stimulusFrom: undefined }));
            }}
          />
        </Show>
        <span class="dim">Times</span>
        <StimulusField />
      </div>
      <Show when={sources().find(({ times }) => stimulusText(times) === chosen())}>
        {(source) => <p class="note small">{source().source}. Whether it reached the axons the file doesn’t say.</p>}
      </Show>
    </section>
  );
}

/** When a line scan's stimulus came: above all that is measured from it. */
export function StimulusSection(): JSX.Element {
  const known = (): boolean => (measurement()?.stimuli.length ?? 0) > 0;
  return (
    <section class="section">
      <header>
        <h2>Stimulus</h2>
        <span class="unit">{!known() ? "not known" : measurement()?.parameters.stimulusFrom === "file" ? "from the file" : "from you"}</span>
      </header>
      <div class="setting-list">
        <span class="dim">Times</span>
        <StimulusField />
      </div>
    </section>
  );
}

/** Typed by hand: "100 ms", "100, 150 ms" for a pair; nothing leaves it to the file. */
function StimulusField(): JSX.Element {
  const unit = (): "ms" | "lines" => (sight.clocked() ? "ms" : "lines");
  return (
    <Field
      label="Stimulus times"
      value={readable(chosen() || (measurement()?.stimuli.length ? (measurement()?.parameters.stimulus ?? "") : ""))}
      unit=""
      example={`such as 100 ${unit()}`}
      onChange={(typed) => {
        const text = timesTyped(typed, unit());
        if (text === undefined) return `Write times from the start of a trial, such as 100 ${unit()}, or 100, 150 ${unit()} for a pair.`;
        change(
          text === "" ? "Stimulus as in the file" : `Stimulus set to ${typed.trim()}`,
          asking(choices(), { stimulus: text || undefined, stimulusFrom: text === "" ? undefined : "user" }),
        );
        return undefined;
      }}
    />
  );
}

/** "118.151515ms,168.1ms" as a person reads it: to the microsecond, and with spaces. The request keeps what it was told. */
const readable = (times: string): string => times.split(",").map((one) => one.replace(/^([\d.]+)\s*(ms|lines|s)?$/u, (_, number: string, unit = "") => `${Number(Number(number).toFixed(3))}${unit === "" ? "" : ` ${unit}`}`)).join(", ");

/** In a request's words, a bare number in the unit of the last one, or in `unit`; undefined where it is no list of times. */
function timesTyped(typed: string, unit: "ms" | "lines"): string | undefined {
  const parts = typed.split(/[,;]/).map((one) => one.trim()).filter((one) => one !== "");
  if (parts.length === 1 && /^none$/i.test(parts[0] ?? "")) return "none";
  const last = /[a-zµμ]+$/i.exec(parts.at(-1) ?? "")?.[0] ?? unit;
  const words = parts.map((one) => (/[a-zµμ]$/i.test(one) ? one : `${one}${last}`).replaceAll(/\s+/g, ""));
  try {
    words.forEach(parseTime);
    return words.join(",");
  } catch (error) {
    if (error instanceof RigError) return undefined;
    throw error;
  }
}

/** Of a line scan that can be measured, and is waiting for the time from which; an electrode's tab asks by itself. */
export const stimulusWanted = (): boolean => (recording()?.lineScans.length ?? 0) > 0 && measurement()?.stimuli.length === 0;

/** Where numbers wait for the time: what the file offers by one click each, or a field. */
export function AskStimulus(): JSX.Element {
  return (
    <Message
      kind="information"
      what="When did the stimulus come?"
      where={
        sources().length > 0
          ? "The file holds these: choose the one that reached the axons, or type the time from the start of a trial, two for a pair."
          : `The file doesn’t say. Responses, failures and ${recording()?.lineScans.length ? "kinetics" : "paired pulses"} are measured from it on: type it from the start of a trial, two times for a pair.`
      }
    >
      <For each={sources()}>
        {(source) => (
          <Chip onClick={() => use(source)}>
            {source.name}, {timesText(source.times)}
          </Chip>
        )}
      </For>
      <span class="ask">
        <span class="dim">Stimulus at</span>
        <StimulusField />
      </span>
    </Message>
  );
}
