import type { Figure } from "./figure.js";
import { cellAndSpines } from "./figure-1-cell.js";
import { actionPotentials } from "./figure-2-action-potentials.js";
import { apv } from "./figure-3-apv.js";
import { apvResistant } from "./figure-4-hyperpolarisation.js";
import { stochasticRelease } from "./figure-5-release.js";
import { minimal } from "./figure-6-minimal-stimulation.js";
import { calibration } from "./figure-7-calibration.js";
import { pairingFigure } from "./figure-8-pairing.js";

/** All figures of the paper, in its order. */
export const figures: readonly Pick<Figure, "number" | "title" | "findings" | "sessions">[] = [
  cellAndSpines, actionPotentials, apv, apvResistant, stochasticRelease, minimal, calibration, pairingFigure,
];
