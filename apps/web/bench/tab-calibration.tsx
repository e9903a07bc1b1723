/** From two pulses to calcium: by each estimator, with the constants that no fluorescence shows. */
import { createMemo, createResource, createRoot, createSignal, For, Show, type JSX } from "solid-js";
import { INDICATORS, isRefusal, parseQuantity, RigError, type Answer, type CalciumCalibration } from "radiatum";
import { Choice, Field, Message } from "../controls/controls.js";
import { decimal } from "../controls/number.js";
import { bench } from "../lab/threads.js";
import { series } from "../rig/the-series.js";
import { sight } from "./in-sight.js";
import { Numbers } from "./numbers.js";
import { session } from "./session.js";
import { twoPulsesInSight } from "./tab-paired-pulse.js";

type Reading = "rest" | "firstPeak" | "beforeSecond" | "secondPeak";
const READINGS: readonly { readonly key: Reading; readonly name: JSX.Element; readonly label: string }[] = [
  {
    key: "rest",
    name: (
      <>
        F<sub>0</sub>, at rest
      </>
    ),
    label: "F₀, at rest",
  },
  {
    key: "firstPeak",
    name: (
      <>
        F<sub>1</sub>, first peak
      </>
    ),
    label: "F₁, first peak",
  },
  {
    key: "beforeSecond",
    name: (
      <>
        F<sub>2</sub>, before the second
      </>
    ),
    label: "F₂, before the second pulse",
  },
  {
    key: "secondPeak",
    name: (
      <>
        F<sub>3</sub>, second peak
      </>
    ),
    label: "F₃, second peak",
  },
];
const MEANING = {
  E2: "equal influx, the dye itself a buffer: the physical situation",
  E1: "equal steps of free calcium, decay between the pulses taken out",
  E0: "as printed: equal steps of free calcium, no decay between them",
} as const;

interface Constants {
  readonly rest: string;
  readonly kd: string;
  readonly dye: string;
  readonly kappa: string;
  readonly indicator: string;
}
/** The command line's own defaults. */
const DEFAULTS: Constants = { rest: "75 nM", kd: "", dye: "500 µM", kappa: "150", indicator: "calcium green-1" };
/** What was typed, over what the recording states, over the defaults. */
const [typedConstants, setConstants] = createSignal<Partial<Constants>>({});
/** The calcium channel's dye where the file names it, and of a run the pipette's concentration. */
const stated = createRoot(() =>
  createMemo((): Partial<Constants> => {
    const scan = sight.scan();
    const dye = scan?.channels[sight.channel()]?.dye;
    const known = INDICATORS.find(({ name }) => name.toLowerCase() === dye?.toLowerCase());
    const pipette = session.current()?.kind === "the rig's run" ? series.protocol()?.pipette.dye : undefined;
    return { ...(known && { indicator: known.name }), ...(pipette && { dye: pipette.concentration }) };
  }),
);
const constants = (): Constants => ({ ...DEFAULTS, ...stated(), ...typedConstants() });
const sourceOf = (name: keyof Constants): string =>
  typedConstants()[name] ? "typed" : stated()[name] !== undefined ? "as the recording states" : "assumed";
const [typed, setTyped] = createSignal<Partial<Record<Reading, number>>>({});

export function CalibrationTab(): JSX.Element {
  const estimate = (key: Reading): { value: number; error: number | undefined } | undefined => {
    const own = typed()[key];
    if (own !== undefined) return { value: own, error: undefined };
    const found: Answer | undefined = twoPulsesInSight()?.fluorescence[key];
    return found && !isRefusal(found) ? { value: found.value, error: found.standardError } : undefined;
  };
  const nM = (text: string): number => 1000 * parseQuantity(text, "concentration");
  const dissociation = (): number =>
    constants().kd === ""
      ? (INDICATORS.find(({ name }) => name === constants().indicator)?.dissociation_nM ?? 0)
      : nM(constants().kd);
  const asked = (): Parameters<typeof bench.call<"calibrated">>[1] | undefined => {
    const all = READINGS.map(({ key }) => [key, estimate(key)] as const);
    if (all.some(([, found]) => found === undefined)) return undefined;
    const of = (what: "value" | "error"): Record<Reading, number> =>
      Object.fromEntries(all.map(([key, found]) => [key, found?.[what] ?? 0])) as Record<Reading, number>;
    const known = all.every(([, found]) => found?.error !== undefined);
    return {
      fluorescence: of("value"),
      errors: known ? of("error") : undefined,
      n: known ? (twoPulsesInSight()?.trials.length ?? 1) : 1,
      constants: {
        restingCalcium_nM: nM(constants().rest),
        dissociation_nM: dissociation(),
        dye_nM: nM(constants().dye),
        endogenousBindingRatio: Number(constants().kappa),
      },
    };
  };
  const [results] = createResource(asked, (order) => bench.call("calibrated", order));
  const concentration =
    (key: "rest" | "kd" | "dye") =>
    (text: string): string | undefined => {
      try {
        parseQuantity(text, "concentration");
        setConstants((now) => ({ ...now, [key]: text.trim() }));
        return undefined;
      } catch (error) {
        return error instanceof RigError ? error.message : "Write a concentration, such as 75 nM.";
      }
    };
  const counts =
    (key: Reading) =>
    (text: string): string | undefined => {
      const value = Number.parseFloat(text);
      if (text.trim() !== "" && !Number.isFinite(value)) return "Write counts above background, such as 148.";
      setTyped((now) => ({
        ...Object.fromEntries(Object.entries(now).filter(([name]) => name !== key)),
        ...(Number.isFinite(value) && { [key]: value }),
      }));
      return undefined;
    };
  return (
    <>
      <section class="section">
        <header>
          <h2>Four readings</h2>
          <span class="unit">counts above background</span>
        </header>
        <Show when={!twoPulsesInSight()}>
          <p class="note">
            The trials in sight have no two pulses that can be read; type the readings, or choose trials that have them.
          </p>
        </Show>
        <div class="setting-list">
          <For each={READINGS}>
            {({ key, name, label }) => (
              <>
                <span class="dim">{name}</span>
                <span class="with-error">
                  <Field
                    label={label}
                    value={estimate(key) ? decimal(estimate(key)?.value ?? 0, 1) : ""}
                    unit="counts"
                    onChange={counts(key)}
                  />
                  <Show when={estimate(key)?.error}>
                    {(error) => <span class="interval">± {decimal(error(), 1)}</span>}
                  </Show>
                </span>
              </>
            )}
          </For>
        </div>
      </section>
      <section class="section">
        <header>
          <h2>Constants</h2>
          <span class="unit">dye {sourceOf("indicator")}</span>
        </header>
        <div class="setting-list">
          <span class="dim">Indicator</span>
          <Choice
            label="Indicator"
            value={constants().indicator}
            options={INDICATORS.map(({ name }) => ({ value: name, text: name }))}
            onChange={(indicator) => setConstants((now) => ({ ...now, indicator, kd: "" }))}
          />
          <span class="dim">
            K<sub>d</sub> in the cell
          </span>
          <Field
            label="Dissociation constant"
            value={`${dissociation()} nM`}
            unit="nM"
            onChange={concentration("kd")}
          />
          <span class="dim">
            Ca<sup>2+</sup> at rest
          </span>
          <Field label="Calcium at rest" value={constants().rest} unit="nM" onChange={concentration("rest")} />
          <span class="dim">Dye</span>
          <Field label="Dye" value={constants().dye} unit="µM" onChange={concentration("dye")} />
          <span class="dim">κ of the cell</span>
          <Field
            label="Endogenous binding ratio"
            value={constants().kappa}
            unit=""
            onChange={(text) => {
              const value = Number(text);
              if (!(value >= 0)) return "A ratio of 0 or more.";
              setConstants((now) => ({ ...now, kappa: String(value) }));
              return undefined;
            }}
          />
        </div>
        <p class="note small">
          No fluorescence shows these. The concentration is {sourceOf("dye")}; calcium at rest and κ, the binding ratio of
          the cell’s own buffers, are {sourceOf("rest") === "typed" || sourceOf("kappa") === "typed" ? "as typed" : "assumed"}.
        </p>
      </section>
      <Show
        when={results.latest}
        fallback={
          <section class="section">
            <p class="note">With all four readings, calcium follows here.</p>
          </section>
        }
      >
        {(all) => (
          <For each={all()}>
            {({ estimator, found }) => (
              <section class="section">
                <header>
                  <h2>{estimator}</h2>
                  <span class="unit">{MEANING[estimator]}</span>
                </header>
                <Show
                  when={!("refused" in found) ? found : undefined}
                  fallback={
                    <Message
                      kind="information"
                      what="No concentration"
                      where={"refused" in found ? found.refused : ""}
                    />
                  }
                >
                  {(one) => <One found={one()} />}
                </Show>
              </section>
            )}
          </For>
        )}
      </Show>
    </>
  );
}

function One(props: { readonly found: CalciumCalibration }): JSX.Element {
  const sensitive = (): string => {
    const { stepRatio, dissociation_nM, restingCalcium_nM, dye_nM, endogenousBindingRatio } = props.found.sensitivity;
    const said = [
      ["a", stepRatio],
      ["Kd", dissociation_nM],
      ["calcium at rest", restingCalcium_nM],
      ["dye", dye_nM],
      ["κ", endogenousBindingRatio],
    ] as const;
    return said.map(([name, value]) => `${name} ${decimal(value, 2)} %`).join(", ");
  };
  return (
    <>
      <Numbers
        rows={[
          { name: "Step ratio a", answer: props.found.stepRatio },
          {
            name: (
              <>
                Free Ca<sup>2+</sup> step, with dye
              </>
            ),
            answer: props.found.step,
          },
          {
            name: (
              <>
                Free Ca<sup>2+</sup> step, without dye
              </>
            ),
            answer: props.found.withoutDye,
          },
          {
            name: (
              <>
                Ca<sup>2+</sup> that entered
              </>
            ),
            answer: props.found.influx,
          },
        ]}
      />
      <p class="note small">1 % more of each changes the step without dye by: {sensitive()}.</p>
    </>
  );
}
