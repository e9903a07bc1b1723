/** One claim: the figure's panel drawn from a virtual recording, every spine, the sets beside each other, and why. */
import { createEffect, createResource, createSignal, For, Show, type JSX } from "solid-js";
import { eachDrawing, panelsOf, rangeSaid, selectionOf, signOf, type FigurePanel, type FigurePicture, type Row } from "radiatum/paper";
import { Chip, Message, Segments } from "../controls/controls.js";
import { download } from "../lab/download.js";
import { paperProtocols, protocolsOfPanel } from "../lab/paper-protocols.js";
import { paper } from "../lab/threads.js";
import { Drawn, nText, Printed, Quote, Sign, Truth, Value } from "./marks.js";
import type { Picture, Pictures, Wanted } from "./pictures.js";
import type { Shown } from "./shown.js";

export interface DetailProps {
  readonly shown: Shown;
  readonly row: Row;
  readonly figure: number;
  readonly pictures: Pictures;
  readonly onOpen: () => void;
  /** A panel's protocol, by its name. */
  readonly onPanel: (protocol: string) => void;
  readonly onRecord: () => void;
  /** What is said of the recording that is being made; undefined where none is. */
  readonly recording: string | undefined;
  readonly onWhole: (picture: FigurePicture) => void;
  readonly onClose: () => void;
}

export function Detail(props: DetailProps): JSX.Element {
  const protocol = (): string | undefined => props.shown.protocolOf(props.row.id);
  const each = (): ReturnType<typeof eachDrawing> => eachDrawing(props.row);
  return (
    <>
      <div class="section">
        <header>
          <h2><Printed>{props.row.finding.about}</Printed></h2>
          <span class="unit">{props.row.id}, {props.row.finding.where}</span>
        </header>
        <p class="full"><Quote id={props.row.id} page /></p>
        <Panels {...props} />
      </div>
      <Show when={each()}>
        {(drawing) => (
          <div class="section">
            <header><h3>Every spine</h3><span class="unit">{nText(props.row)}<Show when={rangeSaid(props.row.finding)}>{(range) => <>; counts {range()}</>}</Show></span></header>
            <Drawn drawing={drawing()} />
          </div>
        )}
      </Show>
      <div class="section">
        <header><h3>Parameter sets</h3><Truth row={props.row} /></header>
        <table class="beside">
          <tbody>
            <tr><th scope="row"><b>{props.shown.set()}</b></th><td><Value row={props.row} /></td><td><Sign of={signOf(props.row)} /><span class="hidden-text">{signOf(props.row)}</span></td></tr>
            <For each={props.shown.beside(props.row.id)}>{({ name, row }) => (
              <tr><th scope="row" class="dim">{name}</th><td><Value row={row} /></td><td><Sign of={signOf(row)} /><span class="hidden-text">{signOf(row)}</span></td></tr>
            )}</For>
          </tbody>
        </table>
      </div>
      <div class="section">
        <div class="actions">
          <Show when={props.shown.rigOf(props.row)}>{(found) => <Chip kind="primary" onClick={() => props.onOpen()}>{found().words}</Chip>}</Show>
          <Show when={protocol()}>
            <Chip onClick={() => props.onRecord()} disabled={props.recording !== undefined}>{props.recording ?? "Recordings"}</Chip>
          </Show>
          <Show when={props.shown.rigOf(props.row)}>{(found) => <Chip onClick={() => void saveProtocol(found().protocol)}>Protocol file</Chip>}</Show>
          <span class="drawer-only"><Chip onClick={() => props.onClose()}>Close</Chip></span>
        </div>
        <p class="note">
          The paper: <Printed>{props.row.finding.paper}</Printed>.
          <Show when={rangeSaid(props.row.finding)}>{(range) => <> Counts: <Printed>{`${range()}${unitAfter(props.row)}`}</Printed>.</>}</Show>
          {" "}{ROLES[props.row.finding.role]}
        </p>
        <Show when={props.row.why}>{(why) => <p class="note short"><Printed>{why()}</Printed></p>}</Show>
        <Show when={props.row.note}>{(note) => <p class="note"><Printed>{note()}</Printed></p>}</Show>
        <p class="note">Decides: <Printed>{props.row.finding.criterion}</Printed></p>
        <Show when={props.row.finding.basis}>{(basis) => <p class="note"><b>{basis().kind}</b>: <Printed>{basis().says}</Printed>.</p>}</Show>
        <Show when={selectionOf(props.row.id)}>{(selection) => <p class="note">Spines: <Printed>{selection()}</Printed></p>}</Show>
        <Show when={protocol()} keyed>{(name) => <Method protocol={name} />}</Show>
      </div>
    </>
  );
}

const ROLES = {
  setting: "A setting of the experiments, checked in the protocols.", fit: "A training row: the set base was fitted to it.",
  "held out": "Held out: it had no say in the fit.",
} as const;
const unitAfter = ({ finding: { unit } }: Row): string => (unit === "" ? "" : ` ${unit}`);

function Panels(props: DetailProps): JSX.Element {
  const wanted = (): Wanted => {
    const run = props.shown.run();
    const own = run?.choice.set === props.shown.set() && run.choice.seed === props.shown.seed() ? run.readings : undefined;
    return { number: props.figure, seed: props.shown.seed(), set: props.shown.set(), ...(own && { readings: own }) };
  };
  createEffect(() => props.pictures.want(wanted()));
  const picture = (): Picture | undefined => props.pictures.of(wanted());
  const drawn = (): FigurePicture | undefined => {
    const now = picture();
    return now?.kind === "drawn" ? now.picture : undefined;
  };
  const failed = (): string | undefined => {
    const now = picture();
    return now?.kind === "failed" ? now.why : undefined;
  };
  return (
    <Show when={drawn()} fallback={
      <Show when={failed()} fallback={<Waiting figure={props.figure} picture={picture()} />}>
        {(why) => <Message kind="failure" what={`Figure ${props.figure} could not be drawn.`} where={why()} />}
      </Show>
    }>
      {(found) => <Lettered picture={found()} finding={props.row.id} onWhole={() => props.onWhole(found())} onPanel={props.onPanel} />}
    </Show>
  );
}

function Waiting(props: { readonly figure: number; readonly picture: Picture | undefined }): JSX.Element {
  const said = (): string => {
    const now = props.picture;
    if (now?.kind !== "drawing" || now.of === 0) return "its first session is being recorded";
    return now.done < now.of ? `${now.done} of ${now.of} sessions recorded` : "drawing";
  };
  return <p class="waiting" role="status">Figure {props.figure} on the virtual rig: {said()} …</p>;
}

function Lettered(props: { readonly picture: FigurePicture; readonly finding: string; readonly onWhole: () => void; readonly onPanel: (protocol: string) => void }): JSX.Element {
  const letters = (): string[] => props.picture.panels.map(({ letter }) => letter);
  const named = (): string => panelsOf(props.finding).charAt(0);
  const [picked, setPicked] = createSignal<{ readonly finding: string; readonly letter: string }>();
  const letter = (): string => {
    const now = picked();
    return now?.finding === props.finding ? now.letter : letters().find((one) => one === named()) ?? letters()[0] ?? "";
  };
  const panel = (): FigurePanel | undefined => props.picture.panels.find((one) => one.letter === letter());
  return (
    <>
      <div class="letters">
        <Show when={letters().length > 1} fallback={<span class="unit">Figure {props.picture.number}</span>}>
          <span class="unit">Figure {props.picture.number}</span>
          <Segments label="Panel" options={letters()} value={letter()} onChange={(one) => setPicked({ finding: props.finding, letter: one })} />
        </Show>
        <Chip kind="quiet" onClick={() => props.onWhole()}>Whole figure</Chip>
      </div>
      <Show when={panel()}>
        {(found) => (
          <figure class="panel">
            <For each={found().drawings}>{(drawing) => <Drawn drawing={drawing} />}</For>
            <figcaption class="note small"><Printed>{found().legend}</Printed></figcaption>
            <p class="actions no-print">
              <For each={protocolsOfPanel(props.picture.number, letter())}>{({ name, figure, question }) => (
                <Chip label={`${figure} in Rig: ${question}`} onClick={() => props.onPanel(name)}>{figure} in Rig</Chip>
              )}</For>
            </p>
          </figure>
        )}
      </Show>
    </>
  );
}

function Method(props: { readonly protocol: string }): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const [method] = createResource(() => (open() ? props.protocol : undefined), (protocol) => paper.call("method", { protocol }));
  return (
    <details class="method" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Method</summary>
      <Show when={method.state === "ready" ? method() : undefined} fallback={<p class="note">{method.state === "errored" ? String(method.error) : "Reading the protocol …"}</p>}>
        {(found) => (
          <>
            <p class="note"><Printed>{found().about}</Printed></p>
            <p class="note small">
              {found().spines === 1 ? "One spine" : `${found().spines} spines`}, {found().population === "drawn" ? "each drawn from the population, on a cell of its own" : "the typical one, each time with other chance"}; paper/{props.protocol}.yaml
            </p>
          </>
        )}
      </Show>
    </details>
  );
}

/** An experiment of the paper, as the command line runs it. */
async function saveProtocol(name: string): Promise<void> {
  const text = await paperProtocols.find((one) => one.name === name)?.text();
  if (text !== undefined) download(`${name}.yaml`, text, "application/yaml");
}
