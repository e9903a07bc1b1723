/** The line of verdicts, misses as large as hits; and what is run, with what, and how far it has come. */
import { createSignal, For, Show, type JSX } from "solid-js";
import { verdicts } from "radiatum/paper";
import { Chip, Choice, Field, Message } from "../controls/controls.js";
import { say } from "../shell/address.js";
import { Sign } from "./marks.js";
import type { Population } from "../lab/paper-services.js";
import { leftText, type Run, type Runner } from "./runner.js";
import type { Shown } from "./shown.js";

const POPULATIONS: readonly { readonly value: string; readonly text: string; readonly is: Population }[] = [
  { value: "paper", text: "as many spines as the paper had, or more", is: "paper" },
  { value: "quick", text: "one or two spines each: a look, no result", is: "quick" },
  ...[3, 20, 50].map((n) => ({ value: String(n), text: `${n} spines each`, is: n })),
];

export function Summary(props: { readonly shown: Shown; readonly runner: Runner }): JSX.Element {
  const [options, setOptions] = createSignal(false);
  const [population, setPopulation] = createSignal("paper");
  const going = (): Run | undefined => {
    const now = props.runner.run();
    return now?.going === true ? now : undefined;
  };
  const begin = (figure?: number): void => props.runner.start({
    seed: props.shown.seed(), set: props.shown.set(), population: POPULATIONS.find(({ value }) => value === population())?.is ?? "paper",
    ...(figure !== undefined && { figure }),
  });
  return (
    <section class="summary" aria-label="Summary">
      <div class="line">
        <div class="title">
          <h1>{props.shown.rows().length} findings, one parameter set, measured through noisy images</h1>
          <p class="unit" title={`sources ${props.shown.kept.sources}`}>{source(props.shown)}</p>
        </div>
        <div class="counts">
          <For each={verdicts}>{(verdict) => <span><Sign of={verdict} /><b>{props.shown.counts()[verdict]}</b> {verdict}</span>}</For>
        </div>
        <div class="run">
          <Show when={going()} fallback={
            <>
              <button type="button" class="chip quiet" aria-expanded={options()} aria-controls="run-options" onClick={() => setOptions(!options())}>Seed, set, spines</button>
              <Show when={props.shown.figure()}>{(figure) => <Chip onClick={() => begin(figure())}>Run figure {figure()}</Chip>}</Show>
              <Chip kind="primary" onClick={() => begin()}>Run all</Chip>
            </>
          }>
            {(run) => (
              <>
                <span class="unit">{run().done} of {run().total === 0 ? "…" : run().total} spines{leftText(run().left)}</span>
                <progress max={Math.max(1, run().total)} value={run().done} aria-label="Spines read" />
                <Chip onClick={() => props.runner.stop()}>Stop</Chip>
              </>
            )}
          </Show>
        </div>
      </div>
      <Show when={options()}>
        <div class="options" id="run-options">
          <label class="row"><span class="label">Parameter set</span>
            <span class="wide"><Choice label="Parameter set" value={props.shown.set()} options={props.shown.sets.map((name) => ({ value: name, text: name }))}
              onChange={(name) => say({ set: name === props.shown.sets[0] ? "" : name })} /></span></label>
          <div class="row"><span class="label">Seed</span>
            <span class="wide"><Field label="Seed" value={String(props.shown.seed())} unit="" onChange={(typed) => takeSeed(typed, props.shown.kept.seed)} /></span></div>
          <label class="row"><span class="label">Spines</span>
            <span class="wide"><Choice label="Spines of each experiment" value={population()} options={POPULATIONS} onChange={setPopulation} /></span></label>
          <p class="note small">The same seed gives the same rows as <code>radiatum reproduce</code>, on any number of threads.</p>
        </div>
      </Show>
      <Show when={props.runner.run()?.failure}>{(why) => <div class="section"><Message kind="failure" what="The run ended before its end." where={why()}><Chip onClick={() => begin()}>Run all again</Chip></Message></div>}</Show>
    </section>
  );
}

/** What the rows in sight are. */
function source(shown: Shown): string {
  const { seed, version } = shown.kept;
  const kept = `${shown.set()}, kept: seed ${seed}, version ${version}`;
  const run = shown.run();
  if (run?.going === true) {
    const { choice, threads } = run;
    return `${choice.set}, seed ${choice.seed}, on ${threads === 1 ? "1 thread" : `${threads} threads`}: rows turn fresh as they are done`;
  }
  if (!run || run.fresh.size === 0 || run.choice.set !== shown.set()) return kept;
  const spines = run.choice.population === "quick" ? ", a quick look" : typeof run.choice.population === "number" ? `, ${run.choice.population} spines each` : "";
  const fresh = `${shown.set()}, fresh: seed ${run.choice.seed}${spines}`;
  return shown.rows().every(({ id }) => run.fresh.has(id)) ? fresh : `${fresh}, ${run.fresh.size} rows; others kept: seed ${seed}, version ${version}`;
}

function takeSeed(typed: string, kept: number): string | undefined {
  const seed = Number(typed);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) return `A seed is a whole number from 0 to 4294967295; "${typed}" isn't one.`;
  say({ seed: seed === kept ? "" : String(seed) });
  return undefined;
}
