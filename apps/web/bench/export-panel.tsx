/** Files of what is in sight, and the command line that makes them again. */
import { createResource, createSignal, For, Show, type JSX } from "solid-js";
import { shellWord, truthOnScreen } from "radiatum/report";
import { Chip, Toggle } from "../controls/controls.js";
import { CallFailure } from "../lab/calls.js";
import type { ExportKind, ExportOrder } from "../lab/bench-exports.js";
import { download, saveInFolder } from "../lab/download.js";
import { fileName, parametersFile } from "../lab/file-names.js";
import { truthOfRun } from "../lab/last-run.js";
import { bench } from "../lab/threads.js";
import { CopyChip, speak } from "../shell/tools.js";
import { session } from "./session.js";
import type { Source } from "./sources.js";

const KINDS: readonly { readonly kind: ExportKind; readonly text: string; readonly label: string }[] = [
  { kind: "CSV", text: "CSV", label: "Tables as CSV" },
  { kind: "Parquet", text: "Parquet", label: "Tables as Parquet" },
  { kind: "NWB", text: "NWB", label: "The recording as NWB" },
  { kind: "SVG", text: "SVG", label: "Figures as SVG" },
  { kind: "PNG", text: "PNG", label: "Figures as PNG" },
  { kind: "report", text: "Report", label: "The report as one HTML page" },
];

const [busy, setBusy] = createSignal<ExportKind>();
const [problem, setProblem] = createSignal<string>();
/** Whether files go into the folder that the page was given, rather than where downloads go. */
const [intoFolder, setIntoFolder] = createSignal(false);
/** What was saved there last. */
const [kept, setKept] = createSignal<string>();

function order(kind: ExportKind): ExportOrder | undefined {
  const source = session.current();
  if (!source) return undefined;
  const { request, linePeriod, ephys, ephysOffset, table } = session.chosen();
  return {
    name: source.id,
    kind,
    request,
    input: inputOf(source),
    ...truthOf(source.id),
    opening: {
      ...(linePeriod !== undefined && { linePeriod }),
      ...(ephys !== undefined && { ephys }),
      ephysOffset,
      ...(table !== undefined && { trials: table }),
    },
  };
}

/** The name under which the recording is a file: the rig's run as "NWB" saves it. */
const inputOf = ({ id, name }: Pick<Source, "id" | "name">): string => (id === "rig" ? `${fileName(name)}.nwb` : name);

/** Of the rig's run what the page knows; of a file what it says. */
function truthOf(id: string): Pick<ExportOrder, "truth"> {
  const run = session.openedRun();
  if (id === "rig") return run ? { truth: truthOfRun(run) } : {};
  const recording = session.recording();
  return recording ? truthOnScreen(recording) : {};
}

/** Makes the file on the thread and hands it to the browser, which asks where it should go or knows. */
export async function exported(kind: ExportKind): Promise<void> {
  const what = order(kind);
  if (!what || busy()) return;
  setBusy(kind);
  setProblem(undefined);
  try {
    const { name, bytes } = await bench.call("exported", what);
    const content = bytes as Uint8Array<ArrayBuffer>;
    const folder = intoFolder() ? session.served() : undefined;
    if (folder === undefined) {
      download(name, content, "application/octet-stream");
      speak(`${name} is saved.`);
    } else {
      const complaint = await saveInFolder(name, content);
      if (complaint !== undefined) setProblem(complaint);
      setKept(complaint === undefined ? `${name} is in ${folder}.` : undefined);
      if (complaint === undefined) speak(`${name} is in ${folder}.`);
    }
  } catch (error) {
    setProblem(error instanceof CallFailure ? error.failure.message : String(error));
  } finally {
    setBusy(undefined);
  }
}

export function ExportPanel(): JSX.Element {
  const ready = (): boolean => session.analysis() !== undefined && !session.stale();
  const command = (): string => {
    const name = inputOf(session.current() ?? { id: "", name: "" });
    return `radiatum analyze ${shellWord(name)} --parameters ${shellWord(parametersFile(name))}${session.chosen().table === undefined ? "" : ` --trials ${shellWord(session.chosen().table ?? "")}`}`;
  };
  const [spelt] = createResource(
    () => (ready() ? session.analysis() : undefined),
    async () => {
      const what = order("command");
      return what ? new TextDecoder().decode((await bench.call("exported", what)).bytes) : "";
    },
  );
  return (
    <section class="section" id="export">
      <header>
        <h2>Export</h2>
        <Show when={busy()}>{(kind) => <span class="unit">making {kind()} …</span>}</Show>
      </header>
      <p class="actions">
        <For each={KINDS}>
          {({ kind, text, label }) => (
            <Chip
              label={label}
              disabled={kind === "NWB" ? !session.recording() : !ready()}
              onClick={() => void exported(kind)}
            >
              {text}
            </Chip>
          )}
        </For>
      </p>
      <Show when={session.served()}>
        {(folder) => (
          <Toggle on={intoFolder()} onChange={() => setIntoFolder((now) => !now)}>
            Save into {folder()}
          </Toggle>
        )}
      </Show>
      <Show when={kept()}>{(sentence) => <p class="note" role="status">{sentence()}</p>}</Show>
      <Show when={problem()}>
        {(why) => (
          <p class="note tone-no" role="alert">
            {why()}
          </p>
        )}
      </Show>
      <p class="note">The command line repeats this, with the parameters file:</p>
      <p class="command">{command()}</p>
      <p class="actions">
        <Chip disabled={!ready()} onClick={() => void exported("parameters")}>
          Parameters file
        </Chip>
        <Show when={session.current()?.id === "rig" && session.openedRun()?.protocol}>
          {(text) => (
            <Chip onClick={() => download(`${fileName(session.current()?.name ?? "rig")}.yaml`, text(), "application/yaml")}>Protocol file</Chip>
          )}
        </Show>
        <CopyChip kind="quiet" what="command" text={command()}>
          Copy command
        </CopyChip>
      </p>
      <Show when={spelt.latest}>
        {(text) => (
          <details class="notes">
            <summary>Every choice spelt out</summary>
            <p class="command">{text()}</p>
          </details>
        )}
      </Show>
      <p class="note small">Dropping a parameters file here applies it. Truth is never in these files; of a virtual recording they say whether it was on screen.</p>
    </section>
  );
}
