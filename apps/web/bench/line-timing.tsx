/** How long a line takes: the value in use, every other with its source, one's own, and the physical check. */
import { createMemo, For, Show, type JSX } from "solid-js";
import { parseQuantity, RigError, type LineScan } from "radiatum";
import { Field, Message } from "../controls/controls.js";
import { decimal } from "../controls/number.js";
import { without } from "./choices.js";
import { scanOf } from "./places.js";
import { session } from "./session.js";

const { recording, choices, measurement, change } = session;
const scan = (): LineScan | undefined => scanOf(recording(), measurement(), choices());

export function Timing(): JSX.Element {
  const timing = (): LineScan["timing"] | undefined => scan()?.timing;
  const user = (): boolean => choices().linePeriod !== undefined;
  const options = createMemo(() => {
    const now = timing();
    if (!now) return [];
    const file =
      now.source === "user" || now.period === undefined
        ? []
        : [{ period: now.period, source: now.source, note: "in use" }];
    const seen = new Set<string>();
    return [...file, ...now.alternatives].filter(({ period, source }) => {
      const key = `${period} ${source}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  });
  // What the file itself says is first among the alternatives once a person says otherwise.
  const own = (): number | undefined => (user() ? options()[0]?.period : timing()?.period);
  const use = (period: number | undefined, sentence: string): void => {
    const rest = without(choices(), "linePeriod");
    change(sentence, period === undefined ? rest : { ...rest, linePeriod: period });
  };
  const taken = (typed: string): string | undefined => {
    try {
      const period = parseQuantity(typed, "time");
      if (!(period > 0)) return "A line takes more than 0 ms.";
      use(period, `Line period set to ${decimal(period, 4)} ms`);
      return undefined;
    } catch (error) {
      return error instanceof RigError ? error.message : "This is no time; write 2 ms.";
    }
  };
  const isListed = (): boolean => options().some(({ period }) => period === timing()?.period);
  return (
    <section class="section">
      <header>
        <h2>Line timing</h2>
        <span class="unit">{timing()?.period === undefined ? "no source" : user() ? "from you" : "from the file"}</span>
      </header>
      <Show
        when={timing()?.period}
        fallback={
          <Message
            kind="information"
            what="The file says nothing about line timing"
            where="The axis counts lines until you give a period; times are refused. Lab notebooks often hold it as “ms/line” or a scan rate."
          >
            <span class="ask">
              <span class="dim">A line takes</span>
              <Field label="A line takes" value="" unit="ms" onChange={taken} />
            </span>
          </Message>
        }
      >
        {(period) => (
          <>
            <p>
              <span class="file-value">{decimal(period(), 4)}</span>{" "}
              <span class="unit">
                ms a line, {Math.max(0, ...(scan()?.trials ?? []).map(({ lines }) => lines))} lines
              </span>
            </p>
            <div role="radiogroup" aria-label="Line period">
              <For each={options()}>
                {(option) => (
                  <button
                    type="button"
                    role="radio"
                    class="option"
                    aria-checked={timing()?.period === option.period}
                    title={option.note}
                    onClick={() =>
                      use(
                        option.period === own() ? undefined : option.period,
                        `Line period ${decimal(option.period, 4)} ms chosen`,
                      )
                    }
                  >
                    <i />
                    <b>{decimal(option.period, 4)}</b>
                    <span title={option.source}>{shortSource(option.source)}</span>
                  </button>
                )}
              </For>
              <div class="option yours" classList={{ chosen: user() && !isListed() }}>
                <i aria-hidden="true" />
                <Field
                  label="Line period of yours"
                  value={user() && !isListed() ? String(period()) : ""}
                  unit="ms"
                  onChange={taken}
                />
                <span>yours, type a value</span>
              </div>
            </div>
            <Show when={timing()?.check}>{(check) => <p class="why">Checked. {check()}</p>}</Show>
            <For each={timing()?.contradictions ?? []}>{(sentence) => <p class="why caution">{sentence}</p>}</For>
            <Show when={timing()?.check === undefined && timing()?.contradictions.length === 0}>
              <p class="note small">
                No light of the stimulus crosses these lines, so nothing in the picture checks this value.
              </p>
            </Show>
          </>
        )}
      </Show>
    </section>
  );
}

/** "Frame scanLinePeriod": the file's name goes where it is the recording's own. */
function shortSource(source: string): string {
  const [file = "", ...rest] = source.split(", ");
  if (rest.length === 0 || !file.startsWith(recording()?.name ?? " ")) return source;
  return `${rest.join(", ")}${file.endsWith(".xml") ? "" : `, in ${file.slice(file.lastIndexOf("."))}`}`;
}
