/** The paper beside the virtual rig: its eight figures, what it says, what comes out here, and how well the two agree. */
import { createEffect, createMemo, createResource, createSignal, For, Match, onMount, Show, Switch, type JSX } from "solid-js";
import type { FigurePicture, Row } from "radiatum/paper";
import { Chip, Message } from "../controls/controls.js";
import { download } from "../lab/download.js";
import { setLastRun } from "../lab/last-run.js";
import { pack } from "../lab/packed.js";
import { paperProtocols } from "../lab/paper-protocols.js";
import { paper } from "../lab/threads.js";
import { goTo, say } from "../shell/address.js";
import { useCommands } from "../shell/commands.js";
import { speak, Tools } from "../shell/tools.js";
import { Detail } from "./detail.js";
import { Findings } from "./findings.js";
import { fetchKept, type Kept } from "./kept.js";
import { Printed } from "./marks.js";
import "./paper.css";
import { createPictures } from "./pictures.js";
import { FIGURES, place, SECTIONS, step, type Section } from "./place.js";
import { createRunner } from "./runner.js";
import { createShown, type Shown } from "./shown.js";
import { Strip } from "./strip.js";
import { Studies } from "./studies.js";
import { Summary } from "./summary.js";

// A run goes on, and what was drawn stays, while another view is looked at.
const runner = createRunner(speak);
const pictures = createPictures();

/** Where a finding's detail is a drawer, as paper.css has it. */
const DRAWER = "(max-width: 1360px)";

export default function PaperView(): JSX.Element {
  const [kept, { refetch }] = createResource(fetchKept);
  return (
    <main class="paper">
      <Switch fallback={<p class="section dim">Reading the kept scorecard …</p>}>
        <Match when={kept.state === "errored"}>
          <div class="section"><Message kind="failure" what="The kept scorecard could not be read." where={kept.error instanceof Error ? kept.error.message : String(kept.error)}>
            <Chip onClick={() => void refetch()}>Try again</Chip>
          </Message></div>
        </Match>
        <Match when={kept.state === "ready" ? kept() : undefined}>{(found) => <Scorecard kept={found()} />}</Match>
      </Switch>
    </main>
  );
}

function Scorecard(props: { readonly kept: Kept }): JSX.Element {
  const shown = createShown(props.kept, runner.run);
  const [drawer, setDrawer] = createSignal(false);
  const [whole, setWhole] = createSignal<FigurePicture>();
  const [recording, setRecording] = createSignal<string>();
  const [problem, setProblem] = createSignal<string>();
  /** A drawer takes the focus, so that its buttons come next, and gives it back; a column beside the findings leaves it. */
  const openDrawer = (): void => {
    setDrawer(true);
    if (window.matchMedia(DRAWER).matches) document.querySelector<HTMLElement>(".detail")?.focus();
  };
  const closeDrawer = (): void => {
    if (!drawer()) return;
    setDrawer(false);
    if (window.matchMedia(DRAWER).matches) document.querySelector<HTMLElement>(`[data-finding="${shown.row()?.id ?? ""}"]`)?.focus({ preventScroll: true });
  };
  const open = (row: Row | undefined): void => {
    const found = row && shown.rigOf(row);
    if (found) openInRig(found.protocol);
  };
  const record = (row: Row): void => {
    const protocol = shown.protocolOf(row.id);
    if (protocol === undefined || recording() !== undefined) return;
    setProblem(undefined);
    setRecording("Recording …");
    paper.call("recording", { protocol, run: { seed: shown.seed(), parameters: shown.set(), changes: [] } }).then((made) => {
      setLastRun(made.recording, made.text);
      // This very spine, so that the link makes the same run again.
      goTo("bench", { from: "rig", experiment: "blank", protocol: pack(made.text) });
    }, (error: unknown) => setProblem(error instanceof Error ? error.message : String(error))).finally(() => setRecording(undefined));
  };
  const go = (by: 1 | -1): void => {
    const figure = shown.figure();
    if (figure === undefined) return;
    const rows = shown.rowsOf(figure);
    const at = rows.findIndex(({ id }) => id === shown.row()?.id);
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    if (!next) return;
    say({ figure: String(figure), finding: next.id });
    const button = document.querySelector<HTMLElement>(`[data-finding="${next.id}"]`);
    button?.scrollIntoView({ block: "nearest" });
    button?.focus({ preventScroll: true });
  };
  useCommands([
    { key: "ArrowRight", name: "Next figure", run: () => step(1) },
    { key: "ArrowLeft", name: "Figure before", run: () => step(-1) },
    { key: "ArrowDown", name: "Next finding", run: () => go(1) },
    { key: "ArrowUp", name: "Finding before", run: () => go(-1) },
    { key: "Enter", name: "Open the finding in the rig", run: () => open(shown.row()), when: () => shown.row() !== undefined && whole() === undefined },
    { key: "Escape", name: "Close the finding", run: () => { closeDrawer(); setWhole(undefined); }, when: () => drawer() || whole() !== undefined },
  ]);
  // On the phone the strip scrolls, and the figure in sight should be in it.
  createEffect(() => document.getElementById(`place-${place()}`)?.scrollIntoView({ block: "nearest", inline: "center" }));
  const figure = createMemo(() => shown.figure());
  const section = (): Section | undefined => SECTIONS.find((one) => one === place());
  return (
    <>
      <Tools><span class="unit wide-only">Yuste, Majewska, Cash &amp; Denk 1999</span><Report shown={shown} onProblem={setProblem} /></Tools>
      <Summary shown={shown} runner={runner} />
      <Show when={problem()}>{(why) => <div class="section"><Message kind="failure" what="That could not be made." where={why()}><Chip onClick={() => setProblem(undefined)}>Close</Chip></Message></div>}</Show>
      <Strip shown={shown} />
      <Show when={figure()} fallback={<Show when={section()}>{(one) => <Studies shown={shown} section={one()} />}</Show>}>
        {(number) => (
          <div class="two">
            <Findings shown={shown} figure={number()} onOpen={open} onChosen={openDrawer} />
            <Show when={shown.row()}>
              {(row) => (
                <aside class="detail" classList={{ open: drawer() }} aria-label={`Finding ${row().id}`} tabindex="-1">
                  <Detail shown={shown} row={row()} figure={number()} pictures={pictures} onOpen={() => open(row())} onPanel={openInRig} onRecord={() => record(row())}
                    recording={recording()} onWhole={setWhole} onClose={closeDrawer} />
                </aside>
              )}
            </Show>
          </div>
        )}
      </Show>
      <Show when={whole()}>{(picture) => <WholeFigure picture={picture()} onClose={() => setWhole(undefined)} />}</Show>
    </>
  );
}

const openInRig = (protocol: string): void => goTo("rig", { experiment: protocol, protocol: "" });
/** "Fig. 8B"; of what stands in the text, the experiment's name. */
const figureName = (protocol: string): string => {
  const figure = paperProtocols.find(({ name }) => name === protocol)?.figure ?? "";
  return figure.startsWith("Fig.") ? figure : protocol;
};

/** All panels as the paper has them beside each other, and the legend. */
function WholeFigure(props: { readonly picture: FigurePicture; readonly onClose: () => void }): JSX.Element {
  let element: HTMLElement | undefined;
  onMount(() => element?.focus());
  const drawing = (): string => props.picture.svg.replace(/^\s*<\?xml[^>]*\?>\s*/u, "");
  return (
    <section class="whole-figure" role="dialog" aria-label={`Figure ${props.picture.number}`} tabindex="-1" ref={element}>
      <header><h2>Figure {props.picture.number}. <Printed>{props.picture.title}</Printed></h2><Chip onClick={() => props.onClose()}>Close</Chip></header>
      <div class="scroll" tabindex="0" role="region" aria-label="Panels" innerHTML={drawing()} />
      <p class="note"><Printed>{props.picture.caption}</Printed></p>
      <p class="actions">
        <For each={props.picture.protocols}>{(name) => <Chip label={`${figureName(name)} in Rig, paper/${name}.yaml`} onClick={() => openInRig(name)}>{figureName(name)} in Rig</Chip>}</For>
      </p>
      <p class="note small">{props.picture.protocols.map((name) => `paper/${name}.yaml`).join(", ")}</p>
    </section>
  );
}

/** The page that the command line writes, with its figures. */
function Report(props: { readonly shown: Shown; readonly onProblem: (why: string | undefined) => void }): JSX.Element {
  const [state, setState] = createSignal<string>();
  const make = async (): Promise<void> => {
    const { kept, set } = props.shown;
    const [seed, sets] = [kept.seed, [set(), ...props.shown.sets.filter((name) => name !== set())]];
    const numbers = [...FIGURES];
    setState(`Figure 1 of ${numbers.length} …`);
    const drawn = await pictures.all({ seed, set: set() }, numbers, (done) => setState(`Figure ${Math.min(done + 1, numbers.length)} of ${numbers.length} …`));
    const command = ["radiatum reproduce", "--seed", seed, ...(set() === "base" ? [] : ["--parameters", set()]),
      ...sets.slice(1).flatMap((name) => ["--set", name]), "--out", "scorecard"].join(" ");
    const html = await paper.call("page", { card: reordered(kept, sets), figures: drawn, seed, version: kept.version, command });
    download("scorecard.html", html, "text/html");
    speak("The report is written: scorecard.html.");
  };
  return (
    <Chip disabled={state() !== undefined} onClick={() => {
      props.onProblem(undefined);
      make().catch((error: unknown) => props.onProblem(error instanceof Error ? error.message : String(error))).finally(() => setState(undefined));
    }}>{state() ?? "Report"}</Chip>
  );
}

/** The kept card with another of its sets first. */
function reordered({ card }: Kept, names: readonly string[]): Kept["card"] {
  const sets = names.flatMap((name) => card.sets.find((one) => one.name === name) ?? []);
  const [first] = sets;
  return first ? { ...card, sets, rows: first.rows, summary: first.summary } : card;
}
