/** The recordings that were dropped, and what the open one is made of, with its problems. */
import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import { describeIssue, type Issue, type LineScan, type TrialRow } from "radiatum";
import { Key, Message } from "../controls/controls.js";
import { decimal } from "../controls/number.js";
import { inPage } from "../controls/page-words.js";
import { asking, leftOut, takenIn } from "./choices.js";
import { isFrames } from "./frames.js";
import { scanOf } from "./places.js";
import { session } from "./session.js";
import { hasElectrode, type Source } from "./sources.js";

const { recording, choices, measurement, change } = session;
const scan = (): LineScan | undefined => scanOf(recording(), measurement(), choices());

export function Files(props: { readonly onOpen: () => void }): JSX.Element {
  const issues = createMemo(() => (recording()?.issues ?? []).filter(({ severity }) => severity !== "note"));
  const notes = createMemo(() => (recording()?.issues ?? []).filter(({ severity }) => severity === "note"));
  /** A long folder would push what is set of the open recording out of sight. */
  const folded = (): boolean => recording() !== undefined && session.sources().length > LISTED;
  const [unfolded, setUnfolded] = createSignal(false);
  return (
    <section class="section">
      <header>
        <h2>Recording</h2>
        <span>
          <button type="button" class="linklike" onClick={() => props.onOpen()}>
            Open other
          </button>{" "}
          <Key name="o" />
        </span>
      </header>
      <div class="files">
        <For each={folded() ? session.sources().filter((source) => session.current()?.id === source.id) : session.sources()}>
          {(source) => (
            <>
              <OneFile source={source} />
              <Show when={session.current()?.id === source.id}>
                <Within />
              </Show>
            </>
          )}
        </For>
        <Show when={folded()}>
          <details class="others" open={unfolded()} onToggle={(event) => setUnfolded(event.currentTarget.open)}>
            <summary>{session.sources().length - 1} other recordings</summary>
            <For each={session.sources().filter((source) => session.current()?.id !== source.id)}>
              {(source) => <OneFile source={source} onPick={() => setUnfolded(false)} />}
            </For>
          </details>
        </Show>
      </div>
      <Show when={issues().length > 0}>
        <Issues issues={issues()} />
      </Show>
      <Show when={notes().length > 0}>
        <details class="notes">
          <summary>{notes().length === 1 ? "1 assumption" : `${notes().length} assumptions`}</summary>
          <ul>
            <For each={notes()}>{(issue) => <li>{inPage(describeIssue(issue))}</li>}</For>
          </ul>
        </details>
      </Show>
      <p class="note small">
        {recording()?.formatDetail === undefined ? "" : `${recording()?.formatDetail}. `}Read in this tab. Nothing
        leaves the machine.
      </p>
      <Show when={session.note()}>{(note) => <Message kind="information" what={inPage(note())} />}</Show>
    </section>
  );
}

/** Recordings that are listed beside the open one; of more there is a list to unfold. */
const LISTED = 8;

function OneFile(props: { readonly source: Source; readonly onPick?: () => void }): JSX.Element {
  const kind = (): Source["kind"] => props.source.kind;
  return (
    <button
      type="button"
      class="file"
      aria-pressed={session.current()?.id === props.source.id}
      onClick={() => {
        if (session.current()?.id !== props.source.id) session.select(props.source.id);
        props.onPick?.();
      }}
    >
      <Sign
        of={kind() === "Prairie folder" ? "folder" : hasElectrode(props.source) && kind() !== "CSV" ? "trace" : "image"}
      />
      <span class="name">{props.source.name}</span>
      <span class="unit">
        {kind() === "Prairie folder" ? "folder" : kind() === "the rig's run" ? "virtual" : kind()}
      </span>
    </button>
  );
}

/** What the open recording is made of, beneath its name. */
function Within(): JSX.Element {
  const scans = (): readonly LineScan[] => recording()?.lineScans ?? [];
  const sweeps = (): { readonly name: string; readonly count: number; readonly rate: string }[] => {
    const names = new Map<string, { count: number; period: number }>();
    for (const { channel, samplePeriod } of recording()?.sweeps ?? [])
      names.set(channel, { count: (names.get(channel)?.count ?? 0) + 1, period: samplePeriod });
    return [...names].map(([name, { count, period }]) => ({
      name,
      count,
      rate: `${decimal(1 / period, 1 / period < 10 ? 1 : 0)} kHz`,
    }));
  };
  return (
    <div class="within">
      <For each={scans()}>
        {(one, k) => {
          const words = (): JSX.Element => (
            <>
              <Sign of="image" />
              <span class="name">
                {one.channels.map(({ name }) => name).join(", ")}, {one.trials.length}{" "}
                {isFrames(recording()) ? "frame" : "trial"}
                {one.trials.length === 1 ? "" : "s"}
              </span>
              <span class="unit">{one.bits === undefined ? `${one.pixelsPerLine} px` : `${one.bits}-bit`}</span>
            </>
          );
          return (
            <Show when={scans().length > 1} fallback={<div class="file">{words()}</div>}>
              <button
                type="button"
                class="file"
                aria-pressed={scan() === one}
                onClick={() => change(`Line scan ${k() + 1} chosen`, asking(choices(), { scan: k() }))}
              >
                {words()}
              </button>
            </Show>
          );
        }}
      </For>
      <For each={sweeps()}>
        {({ name, count, rate }) => (
          <div class="file">
            <Sign of="trace" />
            <span class="name">
              {name}, {count}
            </span>
            <span class="unit">{rate}</span>
          </div>
        )}
      </For>
      <For each={recording()?.images ?? []}>
        {({ name, width, height }) => (
          <div class="file">
            <Sign of="image" />
            <span class="name" title={name}>
              {name.replace(recording()?.name ?? " ", "").replace(/^[-_ ]+/, "") || name}
            </span>
            <span class="unit">
              {width} × {height}
            </span>
          </div>
        )}
      </For>
    </div>
  );
}

function Issues(props: { readonly issues: readonly Issue[] }): JSX.Element {
  const [all, setAll] = createSignal(false);
  return (
    <>
      <For each={all() ? props.issues : props.issues.slice(0, 3)}>
        {(issue) => {
          const text = (): string => {
            const name = recording()?.name ?? " ";
            return inPage(describeIssue(issue))
              .replaceAll(`${name}/`, "")
              .replaceAll(`${name}_`, "")
              .replaceAll(`${name}-`, "");
          };
          const row = (): TrialRow | undefined => session.rows().find(({ trial }) => trial === issue.trial);
          return (
            <div class="issue">
              <Sign of="warning" />
              <p>
                {text()}
                <Show when={row()}>{(found) => <Damaged row={found()} />}</Show>
              </p>
            </div>
          );
        }}
      </For>
      <Show when={props.issues.length > 3 && !all()}>
        <button type="button" class="linklike" onClick={() => setAll(true)}>
          {props.issues.length - 3} more problems
        </button>
      </Show>
    </>
  );
}

/** What can be done about a damaged trial: out with it, or in with the lines it has. */
function Damaged(props: { readonly row: TrialRow }): JSX.Element {
  const at = (): number => props.row.trial;
  const lines = (): number => scan()?.trials.find(({ trial }) => trial === at())?.lines ?? 0;
  const endsEarly = (): boolean => lines() > 0 && lines() < Math.max(...(scan()?.trials ?? []).map((one) => one.lines));
  const leave = (): void =>
    takenIn(choices()).includes(at()) ? session.leaveLines(at()) : session.leave(at(), "damaged file");
  const byHand = (): boolean => leftOut(choices()).some(({ trial }) => trial === at());
  const use = (): void => {
    if (byHand()) session.takeBack(at());
    else session.useLines(at(), lines());
  };
  return (
    <Show
      when={props.row.included}
      fallback={
        <Show when={props.row.endsAt !== undefined || (byHand() && endsEarly())}>
          {" "}
          It is left out.{" "}
          <button type="button" class="linklike" onClick={use}>
            Use its {lines()} lines
          </button>
        </Show>
      }
    >
      {endsEarly() ? ` Its ${lines()} lines are used. ` : " "}
      <button type="button" class="linklike" onClick={leave}>
        Leave trial {at() + 1} out
      </button>
    </Show>
  );
}

function Sign(props: { readonly of: "folder" | "image" | "trace" | "warning" }): JSX.Element {
  return (
    <svg
      width="14"
      height="13"
      viewBox="0 0 14 13"
      fill="none"
      stroke={props.of === "warning" ? "var(--warn)" : "var(--ink-2)"}
      stroke-width="1.3"
      aria-hidden="true"
    >
      {props.of === "folder" ? (
        <path d="M1 2h4l1.5 1.5H13V11H1z" />
      ) : props.of === "image" ? (
        <>
          <path d="M1 1h12v10H1z" />
          <path d="M1 4.5h12M1 7.5h12" />
        </>
      ) : props.of === "trace" ? (
        <path d="M1 7h3l1.5-5L8 11l1.5-4H13" />
      ) : (
        <>
          <path d="M7 1l6 11H1z" />
          <path d="M7 5v3.4M7 9.6v1.2" />
        </>
      )}
    </svg>
  );
}
