/** What was measured, in the gutter at the right of each row. What a low row has no room for says so by the class "more". */
import { Index, Show, type JSX } from "solid-js";
import { isRefusal, type Answer, type Measurement, type Region, type TrialRow } from "radiatum";
import type { Stimulus } from "radiatum/protocol";
import { decimal, digitsFor } from "../controls/number.js";
import type { Tone } from "../stack/traces.js";
import { leadOf, synapticWord } from "./lead.js";
import type { CameTrial } from "./came-trial.js";
import type { Series } from "./series.js";
import { truthRows, type TruthView } from "./truth-row.js";

export type Show_ = "Trial" | "All" | "Mean";
/** In the order of a recording's regions. */
export const TONES: readonly Tone[] = ["spine", "shaft", "ink-3"];

export function StimulatorValue(props: { readonly series: Series; readonly stimulus: string }): JSX.Element {
  const list = (): readonly Stimulus[] => props.series.protocol()?.stimuli[props.stimulus] ?? [];
  const word = (): string => synapticWord(props.series.protocol());
  return (
    <Show when={leadOf(list())} fallback={<><span class="dim">{props.stimulus}</span><div class="unit">every {props.series.protocol()?.interval}</div><Show when={list().length === 0}><div class="unit">nothing is done</div></Show></>}>
      {(lead) => (
        <>
          <span class="dim">{word()}s {lead().time >= 0 ? "lead by" : "follow by"}</span>
          <div class="big">{decimal(Math.abs(lead().time), 0)} <span class="unit">ms</span></div>
          <span class="unit more-low">{lead().between}</span>
        </>
      )}
    </Show>
  );
}

export interface RelativeValueProps {
  readonly measurement: Measurement | undefined;
  /** The other of two orders, and what was measured of it. */
  readonly other: string | undefined;
  readonly otherMeasured: Measurement | undefined;
  readonly row: TrialRow | undefined;
  readonly what: Show_;
  readonly regions: readonly Region[];
  readonly stale: boolean;
  /** Of a pinned interval. */
  readonly between: JSX.Element;
}

export function RelativeValue(props: RelativeValueProps): JSX.Element {
  const call = (): string => props.row?.call ?? "";
  return (
    <div classList={{ stale: props.stale }}>
      <Index each={props.regions.slice(0, 2)}>{(region, k) => (
        <div classList={{ more: k > 0 }}>
          <div class={`tone-${TONES[k] ?? "ink"}`}><i class="swatch" /><span class="dim">{region().name}</span></div>
          <Show when={k === 0 && props.what === "Trial" && props.row?.amplitude !== undefined} fallback={<MeanOf answer={props.measurement?.regions[k]?.amplitude} />}>
            <div><span class="big">{decimal(props.row?.amplitude ?? 0, 0)}</span><span class="interval"> ± {decimal(props.row?.standardError ?? 0, 0)} %</span></div>
          </Show>
        </div>
      )}</Index>
      <Show when={props.what === "Trial" && call() !== ""}>
        <div><span class="strong">{call().charAt(0).toUpperCase() + call().slice(1)}</span> <span class="unit">d′ {decimal(props.row?.detectability ?? 0, 0)}</span></div>
      </Show>
      <Show when={props.what !== "Trial" && props.otherMeasured}>{(found) => (
        <div class="more">
          <div class="tone-spine"><i class="swatch dashed" /><span class="dim">{props.other}</span></div>
          <MeanOf answer={found().regions[0]?.amplitude} />
        </div>
      )}</Show>
      {props.between}
    </div>
  );
}

function MeanOf(props: { readonly answer: Answer | undefined }): JSX.Element {
  const found = (): { readonly text: string; readonly error: string } | undefined => withError(props.answer);
  return (
    <Show when={found()} fallback={<div class="unit">no response</div>}>
      {(mean) => <div><span class="big">{mean().text}</span><span class="interval">{mean().error} %</span> <span class="unit">mean</span></div>}
    </Show>
  );
}

function withError(answer: Answer | undefined): { readonly text: string; readonly error: string } | undefined {
  if (!answer || isRefusal(answer)) return undefined;
  const digits = digitsFor(answer);
  return { text: decimal(answer.value, digits), error: answer.standardError === undefined ? "" : ` ± ${decimal(answer.standardError, digits)}` };
}

export interface SomaValueProps {
  readonly measurement: Measurement | undefined;
  /** Of the trial in sight. */
  readonly value: number | undefined;
  readonly call: string | undefined;
  readonly unit: string;
  readonly what: Show_;
  readonly stale: boolean;
  /** Nothing but axons was stimulated: what the electrode read is synapses'. */
  readonly alone: boolean;
  /** pA that hold the cell, or mV at which it rests. */
  readonly rest: number | undefined;
  readonly between: JSX.Element;
}

export function SomaValue(props: SomaValueProps): JSX.Element {
  const mean = (): { readonly text: string; readonly error: string } | undefined => withError(props.measurement?.soma?.amplitude);
  return (
    <div classList={{ stale: props.stale }}>
      <Show when={props.alone}>
        <span class="dim">{props.unit === "mV" ? "EPSP" : "EPSC"}</span>
        <Show when={props.what === "Trial" && props.value !== undefined} fallback={
          <Show when={mean()} fallback={<div class="unit">no response</div>}>{(found) => <div><span class="big">{found().text}</span><span class="interval">{found().error} {props.unit}</span> <span class="unit">mean</span></div>}</Show>
        }>
          <div><span class="big">{decimal(props.value ?? 0, 1)}</span> <span class="interval">{props.unit}</span> <span class="unit">{props.call ?? ""}</span></div>
          <div class="unit more" title="One trial is one number; its interval over trials stands under Mean.">one trial, no interval</div>
        </Show>
      </Show>
      <Show when={props.rest !== undefined}><div class="unit more">{props.unit === "mV" ? "rests at" : "held by"} {decimal(props.rest ?? 0, 0)} {props.unit}</div></Show>
      {props.between}
    </div>
  );
}

export function TruthValue(props: { readonly trial: CameTrial | undefined; readonly view: TruthView }): JSX.Element {
  const peak = (): { readonly value: number; readonly unit: string; readonly about: string } | undefined => (props.trial?.truth ? truthRows(props.trial.truth, props.view).peak : undefined);
  return (
    <Show when={peak()}>{(found) => (
      <>
        <span class="tone-truth"><i class="swatch" />{found().about}</span>
        <div class="big tone-truth">{decimal(found().value, Math.abs(found().value) < 10 ? 2 : 0)} <span class="unit">{found().unit}</span></div>
      </>
    )}</Show>
  );
}
