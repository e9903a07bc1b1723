/** The trials as a table: what was measured of each, which count, and why others don't. Nothing is deleted. */
import { createEffect, createMemo, createSignal, Index, on, Show, type JSX } from "solid-js";
import { isRefusal, type TrialRow } from "radiatum";
import { decimal } from "../controls/number.js";
import { inPage, withMinus } from "../controls/page-words.js";
import { useCommands } from "../shell/commands.js";
import { callsByHand, leftOut, takenIn } from "./choices.js";
import { session } from "./session.js";

type Column = "trial" | "amplitude" | "standardError" | "detectability" | "call" | "soma" | "shaft" | "group";

export function TrialTable(): JSX.Element {
  const { rows, trial, measurement, choices } = session;
  const [order, setOrder] = createSignal<{ readonly by: Column; readonly down: boolean }>({ by: "trial", down: false });
  const [asking, setAsking] = createSignal<number>();
  const names = (): readonly string[] => (measurement()?.regions ?? []).map(({ name }) => name);
  const soma = (): string | undefined => measurement()?.soma?.unit;
  const grouped = (): boolean => (session.analysis()?.groups.length ?? 0) > 1;
  /** By what the groups are told apart, as their names are made. */
  const differing = (): string => {
    const groups = session.analysis()?.groups ?? [];
    const differ = (of: "stimulus" | "condition"): boolean => new Set(groups.map((group) => group[of])).size > 1;
    return differ("condition") ? (differ("stimulus") ? "Condition: stimulus" : "Condition") : "Stimulus";
  };
  const groupOf = createMemo(
    () =>
      new Map(
        (session.analysis()?.groups ?? []).flatMap(({ name, trials }) => trials.map((at) => [at, name] as const)),
      ),
  );
  /** The second region's mean in the window where the first responds. */
  const shaft = createMemo(
    () =>
      new Map(
        (session.analysis()?.groups ?? []).flatMap(({ found }) =>
          "answer" in found
            ? found.answer.trials.map((row, k) => [row.trial, found.answer.regions[1]?.trialMeans?.[k]] as const)
            : [],
        ),
      ),
  );
  const valueOf = (row: TrialRow, by: Column): number | string =>
    (by === "shaft" ? shaft().get(row.trial) : by === "group" ? groupOf().get(row.trial) : row[by]) ?? -Infinity;
  const ordered = createMemo(() => {
    const { by, down } = order();
    const sign = down ? -1 : 1;
    return [...rows()].sort((a, b) => {
      const [x, y] = [valueOf(a, by), valueOf(b, by)];
      return sign * (x < y ? -1 : x > y ? 1 : a.trial - b.trial);
    });
  });
  const out = (): number => rows().filter(({ included }) => !included).length;
  /** Why none of several trials was called, where it is the same for all: said once. */
  const reasonOfAll = createMemo(() => {
    const reasons = rows().filter(({ included }) => included).map(whyUncalled);
    return reasons.length > 1 && new Set(reasons).size === 1 ? reasons[0] : undefined;
  });
  const byHand = (at: number): boolean => leftOut(choices()).some((one) => one.trial === at);
  const takenBack = (at: number): boolean => takenIn(choices()).includes(at);
  /** The table's reason against a trial that was taken in again. */
  const tabled = (at: number): string | undefined => (takenBack(at) ? session.tabled().get(at) : undefined);
  const toggle = (row: TrialRow): void => {
    if (byHand(row.trial)) session.takeBack(row.trial);
    else if (row.endsAt !== undefined) session.useLines(row.trial, row.endsAt);
    else if (tabled(row.trial) !== undefined) session.leave(row.trial, tabled(row.trial) ?? "");
    else if (takenBack(row.trial)) session.leaveLines(row.trial);
    else if (row.included) {
      session.setTrial(row.trial);
      setAsking(row.trial);
    }
  };
  /** The same call a second time takes it back to what is computed. */
  const callIt = (call: "success" | "failure"): void => {
    const said = callsByHand(choices()).find((one) => one.trial === trial())?.call;
    session.callTrial(trial(), said === call ? undefined : call);
  };
  const callable = (): boolean => names().length > 0 && rows().some((row) => row.trial === trial() && row.included);
  useCommands([
    { key: "s", name: "Call the trial a success; again: as computed", run: () => callIt("success"), when: callable },
    { key: "f", name: "Call the trial a failure; again: as computed", run: () => callIt("failure"), when: callable },
    {
      key: "x",
      name: "Leave the trial out, or take it in again",
      run: () => {
        const row = rows().find((one) => one.trial === trial());
        if (row) toggle(row);
      },
      when: () => rows().length > 0,
    },
  ]);
  let body: HTMLTableSectionElement | undefined;
  createEffect(
    on([trial, rows], ([at]) => {
      // On a phone the page itself scrolls, and what one reads would move away.
      if (!window.matchMedia("(max-width: 700px)").matches) body?.querySelector(`[data-trial="${at}"]`)?.scrollIntoView({ block: "nearest" });
    }),
  );
  const Head = (props: {
    readonly by: Column;
    readonly children: JSX.Element;
    readonly left?: boolean;
    readonly wide?: boolean;
  }): JSX.Element => (
    <th
      scope="col"
      classList={{ left: props.left ?? false, "when-wide": props.wide ?? false }}
      aria-sort={order().by === props.by ? (order().down ? "descending" : "ascending") : "none"}
    >
      <button
        type="button"
        onClick={() => setOrder((now) => ({ by: props.by, down: now.by === props.by && !now.down }))}
      >
        {props.children}
        {order().by === props.by && (props.by !== "trial" || order().down) ? (order().down ? " ↓" : " ↑") : ""}
      </button>
    </th>
  );
  return (
    <div class="trials" classList={{ stale: session.stale() && rows().length === 0 }}>
      <div class="trials-head">
        <h2>Trials</h2>
        <span class="dim one-line" title={reasonOfAll()}>
          {rows().length - out()} of {rows().length} in{out() > 0 ? `, ${out()} left out with a reason` : ""}
          {reasonOfAll() === undefined ? "" : `, none called: ${reasonOfAll() ?? ""}`}
        </span>
        <span class="unit wide-only keys single">
          <kbd>X</kbd> leave out &ensp;
          <Show when={names().length > 0}>
            <kbd>S</kbd> success &ensp;<kbd>F</kbd> failure
          </Show>
        </span>
      </div>
      <div class="trials-scroll" tabindex="0" role="region" aria-label="Trial table">
        <table>
          <thead>
            <tr>
              <th scope="col" class="left first">
                In
              </th>
              <Head by="trial">Trial</Head>
              <Show when={grouped()}>
                <Head by="group" left>
                  {differing()}
                </Head>
              </Show>
              <Show when={names().length > 0}>
                <Head by="amplitude">{names()[0]} ΔF/F, %</Head>
                <Head by="standardError">± SE</Head>
                <Head by="detectability" wide>
                  d′
                </Head>
                <Head by="call" left>
                  Call
                </Head>
              </Show>
              <Show when={soma()}>{(unit) => <Head by="soma">Soma, {unit()}</Head>}</Show>
              <Show when={names()[1]}>
                {(name) => (
                  <Head by="shaft" wide>
                    {name()}, %
                  </Head>
                )}
              </Show>
              <th scope="col" class="left note-column">
                Note
              </th>
            </tr>
          </thead>
          <tbody ref={body}>
            <Index each={ordered()}>
              {(row) => (
                <tr
                  data-trial={row().trial}
                  classList={{ chosen: row().trial === trial(), out: !row().included }}
                  onClick={() => session.setTrial(row().trial)}
                >
                  <td class="left first">
                    <button
                      type="button"
                      role="checkbox"
                      class="box"
                      aria-checked={row().included}
                      disabled={!row().included && !byHand(row().trial) && row().endsAt === undefined}
                      aria-label={`Trial ${row().trial + 1} in the analysis`}
                      onClick={(event) => {
                        event.stopPropagation();
                        toggle(row());
                      }}
                    >
                      <i />
                    </button>
                  </td>
                  <td>{row().trial + 1}</td>
                  <Show when={grouped()}>
                    <td class="left">{withMinus(groupOf().get(row().trial) ?? "")}</td>
                  </Show>
                  <Show when={names().length > 0}>
                    <td>
                      <span classList={{ success: row().call === "success" }}>{text(row().amplitude, 1, row())}</span>
                    </td>
                    <td class="dim">{text(row().standardError, 1, row())}</td>
                    <td class="dim when-wide">{text(row().detectability, 0, row())}</td>
                    <td class="left">
                      <Call row={row()} />
                    </td>
                  </Show>
                  <Show when={soma()}>
                    <td>
                      {text(row().soma, 1, row())}
                      <Show when={row().somaCall === "failure"}>
                        <span class="dim"> *</span>
                      </Show>
                    </td>
                  </Show>
                  <Show when={names()[1]}>
                    <td class="dim when-wide">{text(shaft().get(row().trial), 1, row())}</td>
                  </Show>
                  <td class="left note-column">
                    <Show
                      when={asking() === row().trial}
                      fallback={
                        <Note row={row()} tabled={tabled(row().trial)} short={takenBack(row().trial)} why={reasonOfAll() === undefined ? whyUncalled(row()) : undefined} />
                      }
                    >
                      <Reason
                        trial={row().trial}
                        onDone={(reason) => {
                          setAsking(undefined);
                          if (reason !== undefined) session.leave(row().trial, reason);
                        }}
                      />
                    </Show>
                  </td>
                </tr>
              )}
            </Index>
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** A click calls it otherwise: by hand a success, a failure, then as computed again; what says nothing new is passed over. */
function Call(props: { readonly row: TrialRow }): JSX.Element {
  const byHand = (): boolean => props.row.callFrom === "user";
  const computed = (): TrialRow["call"] => (byHand() ? props.row.computedCall : props.row.call);
  const next = (): "success" | "failure" | undefined => {
    const order = (["success", "failure"] as const).filter((call) => call !== computed());
    return order[byHand() ? order.indexOf(props.row.call as "success" | "failure") + 1 : 0];
  };
  const told = (): string => (next() === undefined ? "Call it as computed" : `Call it a ${next() ?? ""}`);
  return (
    <Show when={props.row.call}>
      {(call) => (
        <button
          type="button"
          class="call"
          classList={{ dim: call() === "failure", "by-hand": byHand() }}
          aria-label={`Trial ${props.row.trial + 1}: ${call()}${byHand() ? " by hand" : ""}. ${told()}`}
          onClick={(event) => {
            event.stopPropagation();
            session.callTrial(props.row.trial, next());
          }}
        >
          {call() === "failure" ? "failure *" : call()}
          <Show when={byHand()}> by hand</Show>
        </button>
      )}
    </Show>
  );
}

/** Why it is out, what was decided by hand, and the other choice where there is one. */
function Note(props: { readonly row: TrialRow; readonly tabled: string | undefined; readonly short: boolean; readonly why: string | undefined }): JSX.Element {
  const choice = (words: string, run: () => void): JSX.Element => (
    <button
      type="button"
      class="linklike"
      onClick={(event) => {
        event.stopPropagation();
        run();
      }}
    >
      {words}
    </button>
  );
  return (
    <>
      <Show when={props.row.endsAt}>
        {(lines) => <>{choice(`Use its ${lines()} lines`, () => session.useLines(props.row.trial, lines()))} </>}
      </Show>
      <Show when={!props.row.included}>
        <span class="tone-warn" title={props.row.reason}>
          Left out: {props.row.reason}
        </span>
      </Show>
      <Show when={props.row.included ? props.why : undefined}>
        {(why) => (
          <span class="dim" title={why()}>
            Not called: {why()}
          </span>
        )}
      </Show>
      <Show when={props.row.included ? props.tabled : undefined}>
        {(reason) => (
          <>
            {choice("Leave it out", () => session.leave(props.row.trial, reason()))}{" "}
            <span class="dim">In, though the table says: {reason()}. </span>
          </>
        )}
      </Show>
      <Show when={props.short && props.tabled === undefined && props.row.included}>
        {choice("Leave it out", () => session.leaveLines(props.row.trial))}{" "}
        <span class="dim">In with its {props.row.lines} lines. </span>
      </Show>
      <Show when={props.row.callFrom === "user" && props.row.computedCall}>
        {(computed) => <span class="dim">Computed: {computed() === "failure" ? "failure *" : computed()}</span>}
      </Show>
    </>
  );
}

/** Asked in place: a trial leaves with a reason or stays. */
function Reason(props: { readonly trial: number; readonly onDone: (reason: string | undefined) => void }): JSX.Element {
  let done = false;
  const finish = (reason: string | undefined): void => {
    if (!done) {
      done = true;
      props.onDone(reason);
    }
  };
  return (
    <input
      class="reason"
      aria-label={`Why trial ${props.trial + 1} is left out`}
      placeholder="why? Enter leaves it out"
      ref={(element) => queueMicrotask(() => element.focus())}
      onClick={(event) => event.stopPropagation()}
      onBlur={() => finish(undefined)}
      onKeyDown={(event) => {
        const reason = event.currentTarget.value.trim();
        if (event.key === "Escape") finish(undefined);
        else if (event.key === "Enter" && reason !== "") finish(reason);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}

/** Of a trial that counts and was called neither; the note beside it says why. */
function whyUncalled({ call, trial }: TrialRow): string | undefined {
  const found = session.analysis()?.groups.find(({ trials }) => trials.includes(trial))?.found;
  if (call !== undefined || !found) return undefined;
  if ("refused" in found) return inPage(found.refused);
  const { calciumTransientProbability: chance, regions } = found.answer;
  return regions.length > 0 && isRefusal(chance) ? inPage(chance.refused) : undefined;
}

/** A dash where a trial that counts has no such number; nothing where it is left out, and its note says so. */
const text = (value: number | undefined, digits: number, { included }: TrialRow): string =>
  value !== undefined && Number.isFinite(value) ? decimal(value, digits) : included ? "–" : "";
