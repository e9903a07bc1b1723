/** The bench while nothing is open: nothing dropped, being read, or no recording at all. */
import { createSignal, For, Show, type JSX } from "solid-js";
import { Chip, Message } from "../controls/controls.js";
import { decimal } from "../controls/number.js";
import { lastRun } from "../lab/last-run.js";
import { series } from "../rig/the-series.js";
import { goTo, say } from "../shell/address.js";
import { Files } from "./files.js";
import { session } from "./session.js";

export function Empty(props: { readonly onFolder: () => void; readonly onFiles: () => void }): JSX.Element {
  return (
    <main class="bench-empty">
      <h1 class="hidden-text">Bench</h1>
      <div class="drop-target">
        <h2 class="big">Drop a recording here</h2>
        <p class="dim">
          A Prairie folder, TIFF, ABF, NWB, or the whole day’s folder.
          <br />
          It is read in this tab; nothing leaves the machine.
        </p>
        <p class="actions">
          <Chip kind="primary" key="o" onClick={props.onFolder}>
            Choose a folder
          </Chip>
          <Chip onClick={props.onFiles}>Choose files</Chip>
          <Chip disabled={!lastRun()} onClick={() => void session.openRun()}>
            {lastRun() ? "Use the rig’s last run" : "Use the rig’s last run: needs a run"}
          </Chip>
        </p>
      </div>
      <Show when={session.sources().length > 0}>
        <section class="served">
          <h2>{session.served() === undefined ? "Recordings" : `In ${session.served()}`}</h2>
          <ul>
            <For each={session.sources()}>
              {(source) => (
                <li>
                  <button type="button" class="file" onClick={() => session.select(source.id)}>
                    <span class="name">{source.name}</span>
                    <span class="unit">
                      {source.kind}, {megabytes(source.bytes)}
                    </span>
                  </button>
                </li>
              )}
            </For>
          </ul>
        </section>
      </Show>
      <For each={session.unlisted()}>{(sentence) => <Message kind="caution" what="Not all of the folder is listed" where={sentence} />}</For>
      <Show when={session.note()}>{(note) => <Message kind="information" what={note()} />}</Show>
    </main>
  );
}

export function Reading(): JSX.Element {
  const { progress } = session;
  return (
    <main class="bench-empty">
      <h1 class="hidden-text">Bench</h1>
      <div class="reading" role="status">
        <div class="reading-line">
          <b>Reading {session.current()?.name}</b>
          <Show when={progress().total > 1}>
            <span class="dim">
              {progress().done} of {progress().total}
            </span>
          </Show>
          <span class="space" />
          <Chip key="Escape" onClick={session.stop}>
            Stop
          </Chip>
        </div>
        <div
          class="bar"
          role="progressbar"
          aria-label="Read so far"
          aria-valuemin="0"
          aria-valuemax={progress().total}
          aria-valuenow={progress().done}
        >
          <i style={{ width: `${progress().total > 0 ? (100 * progress().done) / progress().total : 0}%` }} />
        </div>
      </div>
    </main>
  );
}

/** Beneath the tabs of a recording of which the first trials are open. */
export function StillReading(): JSX.Element {
  const { progress } = session;
  return (
    <Show when={session.partial()}>
      <div class="still-reading">
        <p class="reading-line" role="status">
          <b>
            Reading, {progress().done} of {progress().total} trials
          </b>
          <span class="dim">first trials already usable; choices count once all are here</span>
          <span class="space" />
          <Chip key="Escape" onClick={session.stop}>
            Stop
          </Chip>
        </p>
        <div class="bar" role="progressbar" aria-label="Read so far" aria-valuemin="0" aria-valuemax={progress().total} aria-valuenow={progress().done}>
          <i style={{ width: `${(100 * progress().done) / Math.max(1, progress().total)}%` }} />
        </div>
      </div>
    </Show>
  );
}

/** A link to a virtual run, opened anew: the run is made again. */
export function Rerunning(): JSX.Element {
  const total = (): number => series.plans().length;
  return (
    <main class="bench-empty">
      <h1 class="hidden-text">Bench</h1>
      <div class="reading" role="status">
        <div class="reading-line">
          <b>Running {series.protocol()?.name ?? "the experiment of this link"} again</b>
          <Show when={total() > 0}>
            <span class="dim">
              {series.fresh()} of {total()} trials
            </span>
          </Show>
          <span class="space" />
          <Chip onClick={() => goTo("rig")}>See it on the rig</Chip>
          <Chip kind="quiet" onClick={() => say({ recording: "" })}>
            Open something else
          </Chip>
        </div>
        <div class="bar" role="progressbar" aria-label="Run so far" aria-valuemin="0" aria-valuemax={total()} aria-valuenow={series.fresh()}>
          <i style={{ width: `${(100 * series.fresh()) / Math.max(1, total())}%` }} />
        </div>
        <Show
          when={series.failure()}
          fallback={
            <p class="note">
              The link holds the protocol with its seed, not the recording: the same bytes come again, then what was chosen is
              applied to them.
            </p>
          }
        >
          {(failure) => (
            <Message kind="failure" what="This experiment cannot be run" where={failure().message}>
              <Chip onClick={() => goTo("rig")}>Back to the rig</Chip>
            </Message>
          )}
        </Show>
        <Show when={series.status() === "stopped" || series.status() === "paused"}>
          <p class="actions">
            <Chip kind="primary" onClick={series.go}>
              Go on
            </Chip>
          </p>
        </Show>
      </div>
    </main>
  );
}

/** What a ZIP archive is, its first bytes say; what to do then, a person would. */
const ZIP = "50 4b 03 04";
const unpacked = (message: string | undefined): string | undefined =>
  message?.includes(ZIP) === true ? `${message} These bytes begin a ZIP archive: unpack it and drop what is inside.` : message;

export function Hopeless(props: { readonly onOpen: () => void }): JSX.Element {
  const [copied, setCopied] = createSignal(false);
  return (
    <main class="bench-empty">
      <h1 class="hidden-text">Bench</h1>
      <div class="hopeless">
        <Message
          kind="failure"
          what={`${session.current()?.name ?? "This"} can't be opened`}
          where={unpacked(session.failure()?.message)}
        >
          <Chip kind="primary" onClick={props.onOpen}>
            Choose another
          </Chip>
          <Chip
            kind="quiet"
            onClick={() =>
              void navigator.clipboard
                .writeText(`${session.failure()?.code ?? ""}: ${session.failure()?.message ?? ""}`)
                .then(() => setCopied(true))
            }
          >
            {copied() ? "Copied" : "Copy details"}
          </Chip>
        </Message>
      </div>
      <Show when={session.sources().length > 1}>
        <section class="served">
          <Files onOpen={props.onOpen} />
        </section>
      </Show>
    </main>
  );
}

const megabytes = (bytes: number): string =>
  bytes < 1e5 ? `${decimal(bytes / 1e3, 0)} kB` : `${decimal(bytes / 1e6, 1)} MB`;
