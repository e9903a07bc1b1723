/** The eight figures, a sign for each claim; beside them what the scorecard asks further. */
import { For, type JSX } from "solid-js";
import { argumentsSaid, counted } from "radiatum/paper";
import { Signs } from "./marks.js";
import { FIGURES, goToPlace, place, SECTIONS, step, type Place, type Section } from "./place.js";
import type { Shown } from "./shown.js";
import { Thumbnail } from "./thumbnails.js";

const SHORT: readonly string[] = [
  "Spines, methods", "Action potentials", "NMDA receptors", "APV-resistant", "Success and failure", "Minimal stimulation", "Calibration", "Coincidence",
];

export function Strip(props: { readonly shown: Shown }): JSX.Element {
  const value = (id: string): number => props.shown.rows().find((row) => row.id === id)?.value ?? NaN;
  const tab = (at: Place): JSX.ButtonHTMLAttributes<HTMLButtonElement> => ({
    type: "button", role: "tab", id: `place-${at}`, "aria-selected": place() === at, "aria-controls": "claims", tabindex: place() === at ? 0 : -1,
    onClick: () => goToPlace(at),
  });
  const said = (section: Section): string => {
    const card = props.shown.card();
    if (section === "arguments") return argumentsSaid(card.arguments);
    return section === "methods" ? counted(card.biases.length, "questions") : counted(card.exclusions.length, "pairs");
  };
  let list: HTMLDivElement | undefined;
  const show = (): void => list?.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
  return (
    <nav aria-label="Figures of the paper">
      <div class="strip" role="tablist" aria-label="Figures" ref={list} onKeyDown={(event) => {
        const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : undefined;
        if (by === undefined) return;
        event.preventDefault();
        step(by);
        show();
      }}>
        <For each={FIGURES}>{(figure, k) => (
          <button class="figure" {...tab(figure)}>
            <span class="name"><b>{figure}</b><span class="dim">{SHORT[k()]}</span></span>
            <Thumbnail figure={figure} value={value} />
            <Signs rows={props.shown.rowsOf(figure)} />
          </button>
        )}</For>
        <For each={SECTIONS}>{(section) => <button class="further" {...tab(section)}><span class="strong">{NAMES[section]}</span><span class="unit">{said(section)}</span></button>}</For>
      </div>
    </nav>
  );
}

const NAMES: Readonly<Record<Section, string>> = { arguments: "Arguments", methods: "Method", sets: "Exclusions" };
