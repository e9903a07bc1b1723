/** One figure, from protocol texts to SVG: what a thread does. */
import { sheetSvg, type Drawing, type Lettered, type Theme } from "#report";
import type { Readings } from "../experiment.js";
import { experiments } from "../experiments/index.js";
import { findSpine, recorderOf, type Run, type SpineSession } from "../spine.js";
import type { Figure, FigureSession, Shown } from "./figure.js";
import { figures } from "./figures.js";

/** A figure as plain data. */
export interface FigurePicture {
  readonly number: number;
  readonly title: string;
  /** A physiologist's legend, a sentence or more of each panel: "A, …  B, …". */
  readonly caption: string;
  readonly svg: string;
  readonly panels: readonly FigurePanel[];
  /** Rows of the scorecard that it shows. */
  readonly findings: readonly string[];
  /** Names of the protocols that it was recorded by. */
  readonly protocols: readonly string[];
}

/** One letter of a figure. */
export interface FigurePanel {
  /** "" where the figure has one panel. */
  readonly letter: string;
  /** Beside each other, as in the figure. */
  readonly drawings: readonly Drawing[];
  /** Its part of the legend, without the letter. */
  readonly legend: string;
}

/** Said once for all panels. */
const COMMON =
  "Dots are lines unsmoothed, means over trials where there are several; numbers are the bench's, with 95 % " +
  "intervals in brackets.";

/**
 * Records what figure `number` shows and draws it. `texts`: protocol files by name. `known`: what the scorecard has
 * read of the same spines, which spares searching for them; the figure is the same without. `onSession` is told how
 * many of its sessions are recorded. The same arguments give the same bytes.
 */
export function figurePicture(
  number: number, texts: ReadonlyMap<string, string>, drawing: Run, theme: Theme, known: Readings = new Map(),
  onSession?: (done: number, of: number) => void,
): FigurePicture {
  const figure = figures.find((one) => one.number === number);
  if (!figure) throw new Error(`broken invariant: the paper has a figure ${number}`);
  const { title, findings, sessions, draw } = figure as Figure;
  const all = Object.entries(sessions);
  const shown = Object.fromEntries(all.map(([name, session], k) => {
    const recorded = record(session, texts, drawing, known);
    onSession?.(k + 1, all.length);
    return [name, recorded];
  }));
  const { lines, legend } = draw(shown, theme);
  const parameters = drawing.parameters === "base" ? "" : ` Parameter set ${drawing.parameters}.`;
  return {
    number, title, findings, protocols: protocolsOf(figure),
    // Legends are written over several lines.
    caption: [...legend, `${COMMON}${parameters}`].join(" ").replace(/\s+/gu, " "), svg: sheetSvg(lines, theme),
    panels: panelsIn(lines, legend),
  };
}

/** Drawings without a letter belong to the one before. */
function panelsIn(lines: readonly (readonly Lettered[])[], legend: readonly string[]): FigurePanel[] {
  const panels: { letter: string; drawings: Drawing[]; legend: string }[] = [];
  for (const { letter, drawing } of lines.flat()) {
    const last = panels.at(-1);
    if (letter === undefined && last) {
      last.drawings.push(drawing);
      continue;
    }
    const own = letter === undefined ? legend[0] : legend.find((text) => text.trimStart().startsWith(`${letter}, `));
    const said = (own ?? "").trim().replace(/^[A-D], /u, "").replace(/\s+/gu, " ");
    panels.push({ letter: letter ?? "", drawings: [drawing], legend: said });
  }
  return panels;
}

/** Each once, in the order of the panels. */
export function protocolsOf({ sessions }: Pick<Figure, "sessions">): string[] {
  return [...new Set(Object.values(sessions).map(({ protocol }) => protocol))];
}

/** The session on the spine that its rule chooses. */
function record(session: FigureSession, texts: ReadonlyMap<string, string>, drawing: Run, known: Readings): Shown {
  const { protocol: name, population, changes = [], choice } = session;
  const text = texts.get(name);
  if (text === undefined) throw new Error(`broken invariant: figures are given the protocol ${name}`);
  const experiment = experiments.find((one) => one.name === name);
  /** On the k-th cell, the spine that the experiment found; undefined where it found none. */
  const on = (k: number): SpineSession | undefined => {
    const { found = true, searched = 1 } = known.get(name)?.[k] ?? {};
    const place = { protocol: name, text, population, k, drawing };
    if (known.get(name)?.[k] || !experiment) {
      return found === true ? recorderOf({ ...place, candidate: Number(searched) - 1 })(changes) : undefined;
    }
    const looked = findSpine({ experiment: { ...experiment, population }, text, k, drawing });
    return looked.found ? looked.record(changes) : undefined;
  };
  const first = (): SpineSession => on(0) ?? recorderOf({ protocol: name, text, population, k: 0, drawing })(changes);
  const shown = (k: number, { recording, protocol }: SpineSession, chosen?: string): Shown =>
    ({ recording, protocol, k, ...(chosen !== undefined && { chosen }) });
  if (!choice) return shown(0, first());
  const { rule, accepts, wasAccepted, among } = choice;
  for (let k = 0; k < among; k++) {
    const reading = known.get(name)?.[k];
    if (reading && !wasAccepted(reading)) continue;
    const recorded = on(k);
    if (recorded && (reading || accepts(recorded.recording))) return shown(k, recorded, `the first spine ${rule}`);
  }
  return shown(0, first(), `the experiment's first spine, since none of ${among} was one ${rule}`);
}
