/** The trials as a table: what was measured of each, which count, and why others don't. Nothing is deleted. */
import { createEffect, createMemo, createSignal, Index, on, Show, type JSX } from "solid-js";
import type { TrialRow } from "radiatum";
import { decimal } from "../controls/number.js";
import { useCommands } from "../shell/commands.js";
import { leftOut } from "./choices.js";
import { session } from "./session.js";

type Column = "trial" | "amplitude" | "standardError" | "detectability" | "call" | "soma" | "shaft" | "group";

export function TrialTable(): JSX.Element {
  const { rows, trial, measurement, choices, recording } = session;
  const [order, setOrder] = createSignal<{ readonly by: Column; readonly down: boolean }>({ by: "trial", down: false });
  const [asking, setAsking] = createSignal<number>();
  const names = (): readonly string[] => (measurement()?.regions ?? []).map(({ name }) => name);
  const soma = (): string | undefined => measurement()?.soma?.unit;
  const grouped = (): boolean => (session.analysis()?.groups.length ?? 0) > 1;
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
  const byHand = (at: number): boolean => leftOut(choices()).some((one) => one.trial === at);
  const toggle = (row: TrialRow): void => {
    if (byHand(row.trial)) session.takeBack(row.trial);
    else if (row.included) {
      session.setTrial(row.trial);
      setAsking(row.trial);
    }
  };
  useCommands([
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
        <span class="dim">
          {rows().length - out()} of {rows().length} in{out() > 0 ? `, ${out()} left out with a reason` : ""}
        </span>
        <span class="unit wide-only keys">
          <kbd>X</kbd> leave out
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
                  {recording()?.trials.some(({ protocol }) => protocol !== undefined) ? "Stimulus" : "Condition"}
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
                      disabled={!row().included && !byHand(row().trial)}
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
                    <td class="left">{groupOf().get(row().trial)}</td>
                  </Show>
                  <Show when={names().length > 0}>
                    <td>
                      <span classList={{ success: row().call === "success" }}>{text(row().amplitude, 1)}</span>
                    </td>
                    <td class="dim">{text(row().standardError, 1)}</td>
                    <td class="dim when-wide">{text(row().detectability, 0)}</td>
                    <td class="left">
                      {row().call === "failure" ? <span class="dim">failure *</span> : (row().call ?? "")}
                    </td>
                  </Show>
                  <Show when={soma()}>
                    <td>
                      {text(row().soma, 1)}
                      <Show when={row().somaCall === "failure"}>
                        <span class="dim"> *</span>
                      </Show>
                    </td>
                  </Show>
                  <Show when={names()[1]}>
                    <td class="dim when-wide">{text(shaft().get(row().trial), 1)}</td>
                  </Show>
                  <td class="left note-column">
                    <Show
                      when={asking() === row().trial}
                      fallback={
                        <Show when={!row().included}>
                          <span class="tone-warn" title={row().reason}>
                            Left out: {row().reason}
                          </span>
                        </Show>
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

const text = (value: number | undefined, digits: number): string =>
  value === undefined || !Number.isFinite(value) ? "" : decimal(value, digits);
