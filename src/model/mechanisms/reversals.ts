import { migliore1999, poirazi2003 } from "../references.js";

/** Where the cell's currents reverse: each channel has it as a parameter, and the cell as one number for all. */
export const sodiumReversal = ["55 mV", migliore1999, { from: "50 mV", to: "60 mV" }] as const;
export const potassiumReversal = ["-90 mV", migliore1999, { from: "-95 mV", to: "-85 mV" }] as const;
export const hReversal = ["-10 mV", poirazi2003, { from: "-40 mV", to: "0 mV" }] as const;
