/** Where and against what is measured: regions along the line, background, F₀ window, stimulus, channels. */
import { createMemo, For, Show, type JSX } from "solid-js";
import type { LineScan } from "radiatum";
import { Chip, Choice, Field } from "../controls/controls.js";
import { decimal } from "../controls/number.js";
import { asking } from "./choices.js";
import { baselineOf, placesOf, scanOf, withBaseline, withPlace, withRegions, type Place } from "./places.js";
import { session } from "./session.js";

const { recording, choices, measurement, change } = session;
const scan = (): LineScan | undefined => scanOf(recording(), measurement(), choices());

export function Regions(): JSX.Element {
  const places = createMemo(() => placesOf(choices(), measurement()));
  const regions = (): readonly Place[] => places().filter(({ kind }) => kind === "region");
  const size = (): number | undefined => scan()?.pixelSize_um;
  const microns = ({ from, to }: Place): string => {
    const um = size();
    return um === undefined ? "" : `${decimal((to - from + 1) * um, 2)} µm`;
  };
  const base = (): { from: number; to: number } | undefined => baselineOf(choices(), measurement());
  const last = (): number => (scan()?.pixelsPerLine ?? 1) - 1;
  const range = (text: string, most: number): readonly [number, number] | undefined => {
    const [, a, b] = /^\s*(\d+)\s*(?:[–:-]|to)\s*(\d+)/.exec(text) ?? [];
    return a === undefined || b === undefined || Number(b) < Number(a) || Number(b) > most
      ? undefined
      : [Number(a), Number(b)];
  };
  const place =
    (at: number) =>
    (typed: string): string | undefined => {
      const found = range(typed, last());
      if (!found) return `Write first and last pixel, such as 8–18; the line has pixels 0 to ${last()}.`;
      change(
        `${places()[at]?.name ?? ""} set to ${found[0]} to ${found[1]}`,
        withPlace(choices(), places(), at, ...found),
      );
      return undefined;
    };
  const rename = (at: number, name: string): void => {
    const clean = name.trim().replaceAll(/[=|]/g, " ");
    if (clean === "" || clean === regions()[at]?.name || regions().some((one) => one.name === clean)) return;
    change(
      `Region ${regions()[at]?.name ?? ""} called ${clean}`,
      withRegions(
        choices(),
        regions().map((one, k) => (k === at ? { ...one, name: clean } : one)),
      ),
    );
  };
  const add = (): void => {
    const end = Math.max(0, ...regions().map(({ to }) => to));
    const from = Math.min(last(), end + 2);
    const name =
      ["spine", "shaft", ...Array.from({ length: 20 }, (_, k) => `region ${k + 3}`)].find(
        (one) => !regions().some((other) => other.name === one),
      ) ?? "region";
    change(
      `Region ${name} added`,
      withRegions(choices(), [...regions(), { name, from, to: Math.min(last(), from + 5) }]),
    );
  };
  const background = (): string => {
    const text = choices().request.background ?? "auto";
    return text === "none" ? "none" : /px$/.test(text) ? "pixels" : /^\d/.test(text) ? "counts" : "auto";
  };
  const setBackground = (kind: string): void => {
    const found = places().find((one) => one.kind === "background");
    const value =
      kind === "pixels"
        ? `${found?.from ?? 0}:${found?.to ?? Math.min(last(), 4)}px`
        : kind === "counts"
          ? `${decimal(measurement()?.background[measurement()?.parameters.channel ?? ""]?.value ?? 0, 1)} counts`.replace(
              "−",
              "-",
            )
          : kind === "auto"
            ? undefined
            : kind;
    change(`Background: ${kind}`, asking(choices(), { background: value }));
  };
  const channels = (): { value: string; text: string }[] =>
    (scan()?.channels ?? []).map(({ name, colour }) => ({
      value: name,
      text: colour === undefined ? name : `${name}, ${colour}`,
    }));
  const ratios = (): { value: string; text: string }[] => {
    const names = (scan()?.channels ?? []).map(({ name }) => name);
    return [
      { value: "none", text: "none" },
      ...names.flatMap((a) => names.filter((b) => b !== a).map((b) => ({ value: `${a}/${b}`, text: `${a}/${b}` }))),
    ];
  };
  return (
    <section class="section">
      <header>
        <h2>Regions</h2>
        <span class="unit">pixels of {scan()?.pixelsPerLine}</span>
      </header>
      <div class="region-list">
        <For each={places()}>
          {(one, at) => (
            <>
              <span class={`name tone-${one.tone === "spine" || one.tone === "shaft" ? one.tone : "background"}`}>
                <i class="swatch" />
                <Show when={one.kind === "region"} fallback={<span class="dim">Background</span>}>
                  <input
                    class="plain"
                    aria-label={`Name of region ${at() + 1}`}
                    value={one.name}
                    onChange={(event) => rename(at(), event.currentTarget.value)}
                  />
                </Show>
              </span>
              <span class="range">
                <Field label={`Pixels of ${one.name}`} value={`${one.from}–${one.to}`} unit="" onChange={place(at())} />
              </span>
              <span class="unit">{microns(one)}</span>
              <Show when={one.kind === "region" && regions().length > 1} fallback={<span />}>
                <button
                  type="button"
                  class="remove"
                  aria-label={`Remove region ${one.name}`}
                  onClick={() =>
                    change(
                      `Region ${one.name} removed`,
                      withRegions(
                        choices(),
                        regions().filter((_, k) => k !== at()),
                      ),
                    )
                  }
                >
                  ×
                </button>
              </Show>
            </>
          )}
        </For>
      </div>
      <div class="setting-list">
        <span class="dim">Background</span>
        <Choice
          label="Background"
          value={background()}
          onChange={setBackground}
          options={[
            { value: "auto", text: "darkest stretch" },
            { value: "pixels", text: "by hand, pixels" },
            { value: "counts", text: "typed, counts" },
            { value: "none", text: "none" },
          ]}
        />
        <Show when={background() === "counts"}>
          <span class="dim">Counts</span>
          <Field
            label="Background counts"
            value={(choices().request.background ?? "").replace(/\s*counts?$/, "")}
            unit="counts"
            onChange={(typed) => {
              const value = Number.parseFloat(typed);
              if (!Number.isFinite(value)) return "Write a number of counts, such as 110.";
              change(`Background set to ${value} counts`, asking(choices(), { background: `${value} counts` }));
              return undefined;
            }}
          />
        </Show>
        <span class="dim">
          F<sub>0</sub> window
        </span>
        <Field
          label="F₀ window"
          value={base() ? `${base()?.from ?? 0}–${(base()?.to ?? 1) - 1}` : ""}
          unit="lines"
          onChange={(typed) => {
            const found = range(typed, 1e9);
            if (!found) return "Write first and last line, such as 0–46.";
            change(
              `F₀ window set to lines ${found[0]} to ${found[1]}`,
              withBaseline(choices(), found[0], found[1] + 1),
            );
            return undefined;
          }}
        />
        <Show when={channels().length > 1}>
          <span class="dim">Calcium in</span>
          <Choice
            label="Calcium channel"
            value={choices().request.channel ?? measurement()?.parameters.channel ?? ""}
            options={channels()}
            onChange={(value) => change(`Calcium read in ${value}`, asking(choices(), { channel: value }))}
          />
          <span class="dim">Ratio</span>
          <Choice
            label="Ratio of channels"
            value={choices().request.ratio ?? measurement()?.parameters.ratio ?? "none"}
            options={ratios()}
            onChange={(value) => change(`Ratio ${value}`, asking(choices(), { ratio: value }))}
          />
        </Show>
        <span class="dim" title="Of the traces that are drawn; nothing is measured on them">Drawn with</span>
        <Choice
          label="Smoothing of the report's traces"
          value={choices().request.smoothing ?? "average 11"}
          onChange={(value) => change(`Traces of the report: ${value}`, asking(choices(), { smoothing: value }))}
          options={["none", "average 7", "average 11", "savitzky-golay 11 3"].map((value) => ({
            value,
            text: value,
          }))}
        />
      </div>
      <p class="actions">
        <Chip onClick={add}>Add a region</Chip>
        <Show when={choices().request.regions !== undefined}>
          <Chip
            kind="quiet"
            onClick={() =>
              change(
                "Regions found by profile again",
                asking(choices(), { regions: undefined, regionsFrom: undefined }),
              )
            }
          >
            Find them again
          </Chip>
        </Show>
      </p>
      <p class="unit keys-line wide-only single">
        <kbd>1</kbd> <kbd>2</kbd> <kbd>3</kbd> pick a region, again for its other edge; <kbd>↑</kbd> <kbd>↓</kbd> move
        it
      </p>
    </section>
  );
}
