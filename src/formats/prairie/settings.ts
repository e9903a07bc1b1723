import type { StateLayers, StateShard } from "./state.js";

/** Settings a physiologist asks for, by how their names begin; lists (laserPower, pmtGain) bring all their members. */
const WORTH_SHOWING = [
  "activemode",
  "bitdepth",
  "dwelltime",
  "framesaveraged",
  "laserpower",
  "laserwavelength",
  "micronsperpixel",
  "multisampling",
  "objectivelens",
  "opticalzoom",
  "pmtgain",
  "positioncurrent",
  "preamp",
  "rotation",
  "samplesperpixel",
  "twophotonlaserpower",
];
const MOST_SETTINGS = 200;

/**
 * Settings in force for a frame by the file's own names, with the file's own description of list members:
 * "pmtGain Ch 1 HV": "650". Nearer elements override farther ones.
 */
export function shownSettings(state: StateLayers): Record<string, string> {
  const layers: readonly StateShard[] = [state.file, state.sequence, state.frame];
  const inForce = new Map(layers.flatMap((layer) => [...layer]));
  const shown: Record<string, string> = {};
  for (const [name, { key, value, description }] of inForce) {
    const asked = name.includes("temperature") || WORTH_SHOWING.some((beginning) => name.startsWith(beginning));
    if (!asked || Object.keys(shown).length >= MOST_SETTINGS) continue;
    const plain = key.replace(/(_\w+)+$/, "");
    const label = description !== undefined && key !== plain ? `${plain} ${description}` : key;
    shown[label in shown ? key : label] = value;
  }
  return shown;
}
