/** What one sets: bath, electrode, microscope, run, in the field's words. */
import { createResource, createRoot, createSignal, For, Show, type JSX } from "solid-js";
import type { Protocol } from "radiatum/protocol";
import { Chip, Choice, Fader, Field, Segments } from "../controls/controls.js";
import { decimal } from "../controls/number.js";
import { withMinus } from "../controls/page-words.js";
import { rig } from "../lab/threads.js";
import { conditionPlace, numberIn, trialsOf, type ConditionChange } from "./edits.js";
import { DrugRow } from "./drug-row.js";
import { controlled, putCondition, putTrials } from "./from-next.js";
import { MechanismsSection } from "./mechanisms-section.js";
import type { Series } from "./series.js";

export interface SetPanelProps {
  readonly series: Series;
  readonly protocol: Protocol;
}

/** What a protocol may name; asked for once. */
const [catalogue] = createRoot(() => createResource(() => rig.call("catalogue", undefined)));

/** Those that every rig of this kind has at hand. */
const USUAL = ["D-APV", "CNQX", "Ni²⁺"];

export function BathSection(props: SetPanelProps): JSX.Element {
  const [adding, setAdding] = createSignal(false);
  const [extra, setExtra] = createSignal<readonly string[]>([]);
  const at = (): number => conditionPlace(props.protocol, controlled(props.series, props.protocol));
  const condition = (): Protocol["conditions"][number] => props.protocol.conditions[at()] as Protocol["conditions"][number];
  const names = (): readonly string[] => [...new Set([...USUAL, ...condition().drugs.map(({ name }) => name), ...extra()])];
  const put = (change: ConditionChange): Promise<string | undefined> => putCondition(props.series, props.protocol, change);
  const drug = (name: string, dose: string | undefined): Promise<string | undefined> => {
    const others = condition().drugs.filter((one) => one.name !== name);
    return put({ drugs: dose === undefined ? others : [...others, { name, dose }] });
  };
  return (
    <section class="section" aria-label="Bath">
      <header><h2>Bath</h2><span class="unit">{props.protocol.temperature}, {withMinus(condition().name)}</span></header>
      <div style={{ display: "grid", "grid-template-columns": "1fr 1fr", gap: "14px" }}>
        <div class="row" style={{ "grid-template-columns": "auto 1fr" }}><span class="label">[Ca<sup>2+</sup>]</span>
          <Field label="Calcium in the bath" value={condition().bath.calcium} unit="mM" onChange={(typed) => put({ bath: { ...condition().bath, calcium: typed } })} /></div>
        <div class="row" style={{ "grid-template-columns": "auto 1fr" }}><span class="label">[Mg<sup>2+</sup>]</span>
          <Field label="Magnesium in the bath" value={condition().bath.magnesium} unit="mM" onChange={(typed) => put({ bath: { ...condition().bath, magnesium: typed } })} /></div>
      </div>
      <For each={names()}>{(name) => (
        <DrugRow name={name} dose={condition().drugs.find((one) => one.name === name)?.dose} onChange={(dose) => drug(name, dose)}
          now={concentration(props.series, name, props.series.place())} before={doseUpTo(props.series, props.protocol, name)} toGo={trialsToGo(props.series, name, doseUpTo(props.series, props.protocol, name))} />
      )}</For>
      <Show when={adding()} fallback={<Chip kind="quiet" onClick={() => setAdding(true)}>Add a drug</Chip>}>
        <Choice label="Drug to add" value="" options={[{ value: "", text: "which drug …" }, ...(catalogue()?.drugs ?? []).filter((name) => !names().includes(name)).map((name) => ({ value: name, text: name }))]}
          onChange={(name) => { if (name !== "") setExtra((before) => [...before, name]); setAdding(false); }} />
      </Show>
      <div class="row"><span class="label">Wash</span><span class="unit">time constant</span>
        <Field label="Wash, time constant" value={condition().wash} unit="min" onChange={(typed) => put({ wash: typed })} /></div>
    </section>
  );
}

/** µM in the bath. */
const concentration = (series: Series, name: string, place: number): number =>
  series.plans()[place]?.bath.drugs.find((one) => one.name === name)?.concentration_uM ?? 0;

/** With which the drug was last given, up to the trial in sight. */
function doseUpTo(series: Series, { conditions }: Protocol, name: string): string | undefined {
  const had = series.plans().slice(0, series.place() + 1).map(({ condition }) => condition);
  const doses = conditions.map((one) => ({ name: one.name, dose: one.drugs.find((drug) => drug.name === name)?.dose }));
  const last = had.findLast((condition) => doses.some((one) => one.name === condition && one.dose !== undefined));
  return doses.find((one) => one.name === last)?.dose;
}

/** Trials until it stands within a twentieth of where the next trials take it, of its dose; undefined where they don't. */
function trialsToGo(series: Series, name: string, dose: string | undefined): number | undefined {
  const [plans, place] = [series.plans(), series.place()];
  const here = plans[place]?.condition;
  const change = plans.findIndex((plan, k) => k > place && plan.condition !== here);
  const ahead = plans.slice(place, change < 0 ? undefined : change).map((_, k) => concentration(series, name, place + k));
  const [first, last] = [ahead[0] ?? 0, ahead.at(-1) ?? 0];
  const rising = last > first;
  const given = dose === undefined ? first : numberIn(dose, "µM");
  const there = ahead.findIndex((now) => (rising ? now > ARRIVED * last : now < (1 - ARRIVED) * given));
  return there > 0 ? there : undefined;
}
/** Of the way: what is left is within what a dose is known to. */
const ARRIVED = 0.95;

export function ElectrodeSection(props: SetPanelProps): JSX.Element {
  const at = (): number => conditionPlace(props.protocol, controlled(props.series, props.protocol));
  const holding = (): string => props.protocol.conditions[at()]?.holding ?? props.protocol.electrode.holding;
  const electrode = (): Protocol["electrode"] => props.protocol.electrode;
  return (
    <section class="section" aria-label="Electrode">
      <header><h2>Electrode</h2><span class="unit">whole cell, {props.protocol.pipette.sinceBreakIn}</span></header>
      <div class="row"><span class="label">Clamp</span><span class="wide">
        <Segments label="Clamp" options={["Voltage", "Current"] as const} value={electrode().mode === "voltage clamp" ? "Voltage" : "Current"}
          onChange={(mode) => void props.series.change([`electrode.mode=${mode === "Voltage" ? "voltage" : "current"} clamp`])} />
      </span></div>
      <Fader label="Holding" value={holding()} unit="mV" at={numberIn(holding(), "mV")} from={-110} to={20} step={1}
        onChange={(typed) => putCondition(props.series, props.protocol, { holding: typed })} />
      <Fader label="Series resistance" name={<>R<sub>series</sub></>} value={electrode().seriesResistance} unit="MΩ" at={numberIn(electrode().seriesResistance, "MΩ")} from={2} to={60} step={1}
        onChange={(typed) => props.series.change([`electrode.seriesResistance=${typed}`])} />
      <div class="row"><span class="label">Internal</span><span class="unit">ATP{numberIn(props.protocol.pipette.atp, "mM") > 0 ? ", no run-down" : ": channels run down"}</span>
        <Field label="ATP in the pipette" value={props.protocol.pipette.atp} unit="mM" onChange={(typed) => props.series.change([`pipette.atp=${typed}`])} /></div>
    </section>
  );
}

export function MicroscopeSection(props: SetPanelProps): JSX.Element {
  const imaging = (): Protocol["imaging"] => props.protocol.imaging;
  const dye = (): Protocol["pipette"]["dye"] => props.protocol.pipette.dye;
  /** A protocol may bring a dye of its own. */
  const dyes = (): readonly string[] => [...new Set(["none", ...(catalogue()?.dyes ?? []), dye()?.name ?? "none"])];
  const line = (): string => {
    const now = imaging();
    return now.kind === "line scan" ? `${now.period} line, ${now.pixels} px` : now.kind;
  };
  return (
    <section class="section" aria-label="Microscope">
      <header><h2>Microscope</h2><span class="unit">{line()}</span></header>
      <div class="row"><span class="label">Dye</span>
        <Choice label="Dye" value={dye()?.name ?? "none"} options={dyes().map((name) => ({ value: name, text: name }))}
          onChange={(name) => void props.series.change([name === "none" ? "pipette.dye=none" : `pipette.dye=${name} ${dye()?.concentration ?? "200 µM"}`])} />
        <Show when={dye()}>{(own) => <Field label="Dye concentration" value={own().concentration} unit="µM" onChange={(typed) => props.series.change([`pipette.dye.concentration=${typed}`])} />}</Show>
      </div>
      <Fader label="Laser" value={imaging().power} unit="mW" at={numberIn(imaging().power, "mW")} from={1} to={40} step={0.5}
        onChange={(typed) => props.series.change([`imaging.power=${typed}`])} />
      <Show when={imaging().kind === "line scan"}>
        <div class="row"><span class="label">Line period</span><span class="unit">from line to line</span>
          <Field label="Line period" value={(imaging() as { period: string }).period} unit="ms" onChange={(typed) => props.series.change([`imaging.period=${typed}`])} /></div>
      </Show>
      <p class="note small">Light goes with the square of the power: {bleach(props.series)}</p>
    </section>
  );
}

/** How much of the dye earlier trials have left at the last one. */
function bleach(series: Series): string {
  const last = series.plans().at(-1);
  const trials = series.plans().length;
  if (!last || trials < 2) return "one trial bleaches little.";
  return `bleaching takes ${decimal(100 * (1 - last.unbleached), 1)} % of the dye by trial ${trials}.`;
}

export interface RunSectionProps extends SetPanelProps {
  /** Opens the table of the model's numbers. */
  readonly onParameters: () => void;
  /** Of those numbers, how many lie outside of their bounds. */
  readonly outside: number;
}

export function RunSection(props: RunSectionProps): JSX.Element {
  const place = (): number => controlled(props.series, props.protocol);
  const run = (): number => {
    let before = 0;
    return Math.max(0, props.protocol.runs.findIndex(({ trials }) => { before += trials; return place() < before; }));
  };
  return <>
    <MechanismsSection series={props.series} protocol={props.protocol} />
    <section class="section" aria-label="Run">
      <header><h2>Run</h2><span class="unit">{trialsOf(props.protocol)} trials, one every {props.protocol.interval}</span></header>
      <div class="row"><span class="label">Trials</span><span class="unit">of {props.protocol.runs[run()]?.stimulus}</span>
        <Field label="Trials of this stimulus and condition" value={String(props.protocol.runs[run()]?.trials ?? 0)} unit="" onChange={(typed) => putTrials(props.series, props.protocol, run(), typed)} /></div>
      <div class="row"><span class="label">Seed</span><span class="unit">of all chance</span>
        <Field label="Seed" value={String(props.protocol.seed)} unit="" onChange={(typed) => props.series.change([`seed=${typed}`])} /></div>
      <div class="row"><span class="label">Pace</span><span class="wide"><Segments label="Pace of what is shown" options={["real time", "fast"] as const} value={props.series.pace()} onChange={(pace) => props.series.setPace(pace)} /></span></div>
      <div class="row"><span class="label">Parameters</span>
        <Choice label="Parameter set" value={props.protocol.parameters} options={(catalogue()?.parameterSets ?? [props.protocol.parameters]).map((name) => ({ value: name, text: name }))}
          onChange={(name) => void props.series.change([`parameters=${name}`])} />
        <Chip kind="quiet" onClick={props.onParameters}>Table</Chip></div>
      <Show when={props.outside > 0}><p class="note small tone-warn">{props.outside} {props.outside === 1 ? "value" : "values"} outside {props.outside === 1 ? "its" : "their"} bounds</p></Show>
    </section>
  </>;
}
