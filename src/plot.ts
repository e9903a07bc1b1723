import { failures } from "#errors";
import { plotSvg, type Plottable } from "#report";

const misuse = failures("usage", {
  "figure-not-svg": (f: { path: string }) => `${f.path}: a figure is saved as SVG; give a name that ends in .svg.`,
});
const refuse = failures("refused", {
  "no-files-here": (f: { path: string }) =>
    `${f.path}: there is no file system here. Take the figure's text, plot(result).svg(), and offer it for download.`,
});

/** A figure that is not drawn yet. */
export interface Plot {
  /** The figure as the text of an SVG file. */
  svg(): string;
  /** Writes the SVG file, whole or not at all; another ending is a RigError of kind "usage". Only where there is a file system; else a RigError of kind "refused". */
  save(path: string): Promise<void>;
}

/**
 * The figure of a result: `await plot(result).save("supralinearity.svg")`.
 *
 *     supralinearity(…)     the protocols' means, their sum, and every trial
 *     measure(…)            line scan, ΔF/F and electrode over one time axis
 *     measureGroups(…)      stimuli and conditions side by side, every trial, and the ratios
 *     a recording           its pictures: of stacks the maximum projections
 *
 * Throws a RigError of kind "refused" for a recording without pictures.
 */
export function plot(result: Plottable): Plot {
  const svg = (): string => plotSvg(result);
  return {
    svg,
    save: async (path) => {
      if (!/\.svg$/iu.test(path)) throw misuse("figure-not-svg", { path });
      const { saveFile } = await fileSystem(path);
      saveFile(path, svg());
    },
  };
}

/**
 * Loaded when something is saved, so that this module is at home in a browser, where the loading alone fails, or, where a
 * bundler has heeded package.json's `browser`, brings nothing.
 */
async function fileSystem(path: string): Promise<typeof import("./node/save.js")> {
  const found = await import("./node/save.js").catch((cause: unknown) => {
    throw refuse("no-files-here", { path }, { cause });
  });
  if (!("saveFile" in found)) throw refuse("no-files-here", { path });
  return found;
}
