/** Why one should believe the run on screen: the same bytes everywhere, what could be wrong and by how much, the evidence. */
import { createEffect, createMemo, createResource, Match, on, onMount, Show, Switch, type JSX } from "solid-js";
import type { ProofPart } from "radiatum/rig";
import { Chip, Message } from "../controls/controls.js";
import { ofThisPage, sources, version } from "../lab/built-from.js";
import { download } from "../lab/download.js";
import { openSaid } from "../rig/opening.js";
import { series, protocolFile } from "../rig/the-series.js";
import { goTo, linksFollowed } from "../shell/address.js";
import { speak, Tools } from "../shell/tools.js";
import { useCommands } from "../shell/commands.js";
import { budgetOf, finerThanLight, type BudgetLine } from "./budget.js";
import { certificateJson, certificatePage, type Certificate } from "./certificate.js";
import { ErrorBudget, HalvingAgain } from "./proof-plots.js";
import { browserWords, outsideBounds, repeatLine, RunCard } from "./run-card.js";
import { SpreadSection } from "./spread-section.js";
import { proof } from "./the-proof.js";
import { spread } from "./the-spread.js";
import { countsOf, keptTable } from "./validation.js";
import { Validation } from "./validation-table.js";
import "./proof.css";

const DOING: Readonly<Record<ProofPart["kind"], string>> = {
  "time step": "halving the time step", "calcium balance": "keeping the calcium’s book", "rate tables": "computing rates without tables",
  compartments: "cutting compartments in three", halvings: "halving again",
};

const PARTS = Object.keys(DOING).length;

export default function ProofView(): JSX.Element {
  const [table] = createResource(keptTable);
  const lines = createMemo((): readonly BudgetLine[] => budgetOf(proof.parts(), proof.row(), spread.share()));
  const halvings = (): Extract<ProofPart, { kind: "halvings" }>["halvings"] | undefined => proof.parts().find((part) => part.kind === "halvings")?.halvings;
  // A link to a proof is a link to its run: where that isn't the one of this page, it runs.
  onMount(() => {
    void openSaid({ watch: false });
    if (!proof.stopped()) proof.begin();
  });
  createEffect(on(linksFollowed, () => void openSaid({ watch: false, followed: true }), { defer: true }));
  // What comes while one looks is proven, too: as soon as a trial is there, and again after a change of the protocol.
  createEffect(on([series.fresh, series.text], () => { if (!proof.stopped() && proof.failure() === undefined) proof.begin(); }, { defer: true }));
  createEffect(on(proof.working, (now, before) => { if (before !== undefined && now === undefined && halvings()) speak("The proof is complete."); }, { defer: true }));
  const finished = (): boolean => halvings() !== undefined && proof.hash() !== undefined;
  const certify = (): void => {
    const [protocol, hash, place] = [series.protocol(), proof.hash(), proof.place()];
    if (!protocol || !hash || place === undefined) return;
    const kept = table();
    const certificate: Certificate = {
      name: protocol.name, sha256: hash.text, trials: { recorded: hash.trials, planned: series.plans().length }, seed: protocol.seed, repeat: repeatLine(),
      versions: { radiatum: version, sources, browser: browserWords() },
      parameters: { set: protocol.parameters, values: proof.parameters().length, outsideBounds: outsideBounds() },
      provenTrial: place + 1, errors: lines(), parts: proof.parts(), protocol,
      ...(kept && { validation: { version: kept.version, scope: kept.scope, sources: kept.sources, ofTheseSources: ofThisPage(kept), ...countsOf(kept.sections.flatMap(({ rows }) => rows)) } }),
    };
    const stem = protocolFile().replace(/\.yaml$/, "");
    download(`${stem}-certificate.json`, certificateJson(certificate), "application/json");
    download(`${stem}-certificate.html`, certificatePage(certificate), "text/html");
    speak("The certificate is among the downloads: as data, and as a page to print.");
  };
  useCommands([
    { name: "Download the certificate", run: certify, when: finished },
    { key: "Escape", name: "Stop the proof", run: proof.stop, when: () => proof.working() !== undefined },
  ]);
  return (
    <>
      <Tools><Chip onClick={certify} disabled={!finished()}>Certificate</Chip></Tools>
      <main class="proof">
        <h1 class="hidden-text">Proof of the run on screen</h1>
        <aside class="run" aria-label="The run on screen">
          <Switch>
            <Match when={series.protocol() === undefined && series.status() === "failed"}>
              <div class="section"><Message kind="failure" what="The experiment cannot be run, so that there is nothing to prove" where={series.failure()?.message}><Chip onClick={() => goTo("rig")}>Back to the rig</Chip></Message></div>
            </Match>
            <Match when={series.protocol() === undefined}>
              <div class="section"><Message kind="information" what="The run of this address is being run" where="The hash, the errors of the arithmetic and what repeats a run follow with its first trial."><Chip onClick={() => goTo("rig")}>See it on the rig</Chip></Message></div>
            </Match>
            <Match when={series.protocol()}>
              <RunCard />
              <section class="section">
                <header><h2>What could be wrong, and by how much</h2><span class="unit">{proof.place() === undefined ? "relative error" : `trial ${(proof.place() ?? 0) + 1}, relative error`}</span></header>
                <Show when={proof.failure()}>{(failure) => <Message kind="failure" what="The trial could not be repeated with other arithmetic" where={failure().message}><Chip onClick={proof.begin}>Try again</Chip></Message>}</Show>
                <Show when={proof.parts().length > 0}>
                  <ErrorBudget lines={lines()} />
                  <Sentence lines={lines()} gating={series.protocol()?.gating ?? "mean"} />
                </Show>
                <Progress />
              </section>
              <Show when={series.protocol()?.imaging.kind === "line scan"}><SpreadSection /></Show>
              <Show when={halvings()}>{(found) => <section class="section"><HalvingAgain halvings={found()} /></section>}</Show>
            </Match>
          </Switch>
        </aside>
        <section class="validation" aria-label="Validation"><Validation /></section>
      </main>
    </>
  );
}

function Progress(): JSX.Element {
  return (
    <Switch>
      <Match when={proof.working()}>{(working) => (
        <div class="proving" role="status"><progress aria-label="The proof" max={PARTS} value={proof.parts().length} /><span class="dim">{DOING[working()]} … {proof.parts().length} of {PARTS}</span><Chip kind="quiet" key="Escape" onClick={proof.stop}>Stop</Chip></div>
      )}</Match>
      <Match when={proof.stopped()}><div class="proving"><span class="dim">Stopped, {proof.parts().length} of {PARTS}</span><Chip onClick={proof.begin}>Prove it</Chip></div></Match>
      <Match when={proof.parts().length === 0 && proof.failure() === undefined}><p class="note">The proof begins with the first trial that comes.</p></Match>
    </Switch>
  );
}

function Sentence(props: { readonly lines: readonly BudgetLine[]; readonly gating: "mean" | "stochastic" }): JSX.Element {
  const ratio = (): number | undefined => finerThanLight(props.lines);
  return (
    <p class="dim" style={{ "margin-top": "4px" }}>
      <Show when={ratio()} fallback={<Show when={!props.lines.some(({ noise }) => noise === "photons")}>No amplitude was measured in this trial with which the light’s noise could be compared. </Show>}>{(times) => (
        <>The arithmetic of bound dye, which light shows, is {times() >= 1 ? `${Number(times().toPrecision(2))} times finer` : `${Number((1 / times()).toPrecision(2))} times coarser`} than the photon noise of this trial. </>
      )}</Show>
      <Show when={props.gating === "stochastic"}>The trial is repeated with the channels’ mean: gated by chance, another step is another realisation. </Show>
      Changes are the largest at any sample, over the range in the trial; spine heads are well mixed by the model, and are not cut.
    </p>
  );
}
