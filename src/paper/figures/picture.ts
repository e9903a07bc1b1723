/** One figure, from protocol texts to SVG: what a thread does. */
import { sheetSvg, type Theme } from "#report";
import { recorderOf, type Run } from "../spine.js";
import type { Figure, FigureSession, Shown } from "./figure.js";
import { figures } from "./figures.js";

/** A figure as plain data. */
export interface FigurePicture {
  readonly number: number;
  readonly title: string;
  /** A physiologist's legend, a sentence or more of each panel: "A, …  B, …". */
  readonly caption: string;
  readonly svg: string;
  /** Rows of the scorecard that it shows. */
  readonly findings: readonly string[];
  /** Names of the protocols that it was recorded by. */
  readonly protocols: readonly string[];
}

/** Said once for all panels. */
const COMMON =
  "Dots are lines unsmoothed, means over trials where there are several; numbers are the bench's, with 95 % intervals in brackets.";

/**
 * Records what figure `number` shows and draws it. `texts`: protocol files by name. The same arguments give the same bytes.
 */
export function figurePicture(
  number: number, texts: ReadonlyMap<string, string>, drawing: Run, theme: Theme,
): FigurePicture {
  const figure = figures.find((one) => one.number === number);
  if (!figure) throw new Error(`broken invariant: the paper has a figure ${number}`);
  const { title, findings, sessions, draw } = figure as Figure;
  const shown = Object.fromEntries(Object.entries(sessions).map(([name, session]) => [name, record(session, texts, drawing)]));
  const { lines, legend } = draw(shown, theme);
  const parameters = drawing.parameters === "base" ? "" : ` Parameter set ${drawing.parameters}.`;
  return {
    number, title, findings, protocols: protocolsOf(figure as Figure),
    caption: [...legend, `${COMMON}${parameters}`].join(" "), svg: sheetSvg(lines, theme),
  };
}

/** Each once, in the order of the panels. */
export function protocolsOf({ sessions }: Figure): string[] {
  return [...new Set(Object.values(sessions).map(({ protocol }) => protocol))];
}

/** The session on the spine that its rule chooses. */
function record(session: FigureSession, texts: ReadonlyMap<string, string>, drawing: Run): Shown {
  const { protocol: name, population, changes = [], choice } = session;
  const text = texts.get(name);
  if (text === undefined) throw new Error(`broken invariant: figures are given the protocol ${name}`);
  const on = (k: number): ReturnType<typeof recorderOf> => recorderOf({ protocol: name, text, population, k, drawing });
  const shown = (k: number, { recording, protocol }: Pick<Shown, "recording" | "protocol">, chosen?: string): Shown =>
    ({ recording, protocol, k, ...(chosen !== undefined && { chosen }) });
  if (!choice) return shown(0, on(0)(changes));
  const { rule, search, accepts, among } = choice;
  for (let k = 0; k < among; k++) {
    const recorder = on(k);
    const looked = recorder(search ?? changes);
    if (!accepts(looked.recording)) continue;
    return shown(k, search ? recorder(changes) : looked, `the first spine ${rule}`);
  }
  return shown(0, on(0)(changes), `the experiment's first spine, since none of ${among} was one ${rule}`);
}
