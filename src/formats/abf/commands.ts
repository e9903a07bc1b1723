import type { Condition, Sweep } from "#recording";
import type { AbfHeader } from "./header.js";
import { commandOf } from "./signal.js";
import { variedBy, type AnalogOutput } from "./stimulus.js";
import { commandWaveform } from "./waveform.js";

/** The largest digitiser has eight analog outputs. */
const MOST_COMMANDS = 8;

/**
 * Command waveforms of all enabled outputs, for every sweep in which they are known exactly, with a sentence for each
 * output or sweep that is not.
 */
export function commandSweeps(header: AbfHeader, sweepSamples: readonly number[]): { readonly sweeps: Sweep[]; readonly notes: string[] } {
  const sweeps: Sweep[] = [];
  const notes: string[] = [];
  const { stimulus } = header;
  for (const output of stimulus.outputs.filter((o) => o.enabled).slice(0, MOST_COMMANDS)) {
    const obstacle = obstacleTo(header, output);
    if (obstacle !== undefined) {
      notes.push(`the command of "${output.name}" is left out: ${obstacle}`);
      continue;
    }
    const { quantity, unit, factor } = commandOf(output.unit);
    let left = 0;
    let reason = "";
    for (const [trial, samples] of sweepSamples.entries()) {
      const command =
        stimulus.sweepsPerRun > 0 && trial >= stimulus.sweepsPerRun
          ? `one run of the protocol has ${stimulus.sweepsPerRun} sweeps`
          : commandWaveform(stimulus, output, trial, { samples, channels: header.channels.length });
      if (typeof command === "string") {
        left++;
        reason = reason === "" ? command : reason;
        continue;
      }
      if (factor !== 1) command.forEach((value, i) => (command[i] = value * factor));
      sweeps.push({ trial, channel: output.name, quantity, unit, start: 0, samplePeriod: header.sampleInterval / 1000, samples: command });
    }
    if (left > 0) notes.push(`the command of "${output.name}" is left out in ${left} of ${sweepSamples.length} sweeps: ${reason}`);
  }
  return { sweeps, notes };
}

/** Why an enabled output's command can't be known, if it can't. */
function obstacleTo(header: AbfHeader, output: AnalogOutput): string | undefined {
  const { stimulus } = header;
  if (header.mode !== 5) return "only episodic stimulation plays epochs";
  if (output.source === "file") return `it came from the stimulus file ${output.file || "(unnamed)"}`;
  if (output.source !== "epochs") return "its waveform is switched on, but the file doesn't keep it (an offline program rewrote the file, or it was off)";
  if (!Number.isFinite(output.holding) || Math.abs(output.holding) > 1e6) return `its holding level is stored as ${output.holding}`;
  if (commandOf(output.unit).quantity === "other") return `its unit "${output.unit}" is neither of potential nor of current`;
  if (stimulus.gearShift) return "parts of each sweep are stored at a lower rate";
  if (header.secondInterval !== undefined) return "the sweeps have two sample intervals";
  const foreign = stimulus.userLists.find((list) => variedBy(list.parameter).what === "other outputs' holding" && list.output !== output.index);
  if (foreign !== undefined) return "a user list varies its holding level";
  return stimulus.userLists.some((list) => list.output === output.index && variedBy(list.parameter).what === "unknown")
    ? "a user list varies a parameter of unknown number"
    : undefined;
}

/**
 * The potential at which the cell was held, from the output that drove it: the first with a waveform, else the active
 * one. Undefined where that output commands a current (current clamp) or its level is no number.
 */
export function holdingPotential(header: AbfHeader): Condition["holding"] {
  const { outputs, activeOutput } = header.stimulus;
  const driver = outputs.find((output) => output.enabled) ?? outputs.find((output) => output.index === activeOutput) ?? outputs[0];
  if (driver === undefined) return undefined;
  const { quantity, factor } = commandOf(driver.unit);
  const holding = driver.holding * factor;
  return quantity === "command potential" && Number.isFinite(holding) && Math.abs(holding) <= 1e6 ? holding : undefined;
}
