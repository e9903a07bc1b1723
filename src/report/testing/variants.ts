import type { Wanted } from "./synthetic-measurement.js";

/** What a recording's author could have typed to break out of markup, a terminal or a spreadsheet. */
export const HOSTILE = [`<script>alert(1)</script>"'&`, `]]>--></title></style><svg onload=x>`, "\u001B[31mred\u0007\u202Egnp.exe", "=cmd|' /C calc'!A1", "\uD800 half a pair"] as const;

/** Measurements of every kind that a report must survive. */
export const VARIANTS: Readonly<Record<string, Wanted>> = {
  "a good one": {},
  "one trial": { trials: 1, soma: false },
  "a hundred trials": { trials: 100 },
  "no line timing": { timing: false, soma: false, trials: 8 },
  "no response": { silent: true },
  "everything refused": { refused: true, soma: false, trials: 3 },
  "two channels and a ratio": { channels: ["Ch2", "Ch1"], ratio: true, stimuli: 3 },
  "three channels, five regions, long names": {
    channels: ["Green", "Red", "Ch3 transmitted light"], regions: ["spine head", "shaft", "a very long region name that goes on and on", "neck", "bouton"], ratio: true, pixels: 60, lines: 1700, trials: 12,
  },
  "hostile strings": { name: HOSTILE.join(" "), regions: [HOSTILE[0], HOSTILE[1], HOSTILE[2]], channels: [HOSTILE[3], HOSTILE[4]], ratio: true, trials: 6 },
  "NaN and infinities within": { damaged: true, trials: 12, ratio: true },
  "an electrode alone": { electrodeOnly: true },
  "12 lines of 6 pixels": { trials: 2, lines: 12, pixels: 6, stimuli: 0, soma: false },
};
