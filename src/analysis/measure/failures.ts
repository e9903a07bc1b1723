import { failures } from "#errors";
import { formatNumber } from "#statistics";

/** What a request can get wrong. */
export const misuse = failures("usage", {
  "channel-unknown": (f: { channel: string; channels: readonly string[] }) =>
    `No channel "${f.channel}" here; there are ${f.channels.join(", ")}. Channels go by name, number from 1, or colour.`,
  "scan-unknown": (f: { scan: number; scans: number }) => `There is no line scan ${f.scan + 1}; the recording has ${f.scans}.`,
  "ratio-malformed": (f: { ratio: string }) => `--ratio "${f.ratio}": write two channels with a slash, "green/red" or "Ch2/Ch1", or "none".`,
  "background-malformed": (f: { background: string }) =>
    `--background "${f.background}": write "auto", "none", pixels like "60:69px", or counts like "110".`,
  "smoothing-malformed": (f: { smoothing: string }) =>
    `--smooth "${f.smoothing}": write "average 11" (an odd number of lines), "savitzky-golay 11 3" (lines, order) or "none".`,
  "region-name-empty": (f: { text: string }) => `"${f.text}": the name before "=" is missing.`,
  "region-name-twice": (f: { name: string }) => `Two regions are called "${f.name}"; give each its own name.`,
  "excluded-unknown": (f: { trial: number; trials: number }) => `Trial ${f.trial + 1} can't be left out: there are ${f.trials}.`,
  "included-unknown": (f: { trial: number; trials: number }) => `Trial ${f.trial + 1} can't be taken in: there are ${f.trials}.`,
  "call-trial-unknown": (f: { trial: number; trials: number }) => `Trial ${f.trial + 1} can't be called: there are ${f.trials}.`,
  "call-unknown": (f: { trial: number; call: unknown }) =>
    `Trial ${f.trial + 1} is called ${JSON.stringify(f.call)}; a call by hand is "success" or "failure".`,
  "protocol-unknown": (f: { name: string; known: readonly string[] }) =>
    `No trial of the line scan is called "${f.name}"; there are ${f.known.map((name) => `"${name}"`).join(", ")}.`,
  "condition-unknown": (f: { name: string; condition: string; known: readonly string[] }) =>
    `No trial of "${f.name}" ran in "${f.condition}"; they ran in ${f.known.map((name) => `"${name}"`).join(", ")}.`,
  "group-unknown": (f: { what: string; name: string; known: readonly string[] }) =>
    `No trial of the recording has the ${f.what} "${f.name}"; there ${f.known.length === 1 ? "is" : "are"} ` +
    `${f.known.map((name) => (name === "" ? "trials without one" : `"${name}"`)).join(", ")}.`,
  "group-empty": (f: { stimuli: readonly string[]; conditions: readonly string[]; known: readonly string[] }) =>
    `No trial has both: stimulus ${f.stimuli.map((name) => `"${name}"`).join(", ")} and condition ` +
    `${f.conditions.map((name) => `"${name}"`).join(", ")}; there are ${f.known.map((name) => `"${name}"`).join(", ")}.`,
  "conditions-mixed": (f: { name: string; conditions: readonly string[] }) =>
    `Trials of "${f.name}" ran in ${f.conditions.map((name) => `"${name}"`).join(", ")}, which one number would mix; ` +
    `choose one: { condition: "${f.conditions[0] ?? ""}" }.`,
});

/** What a recording can't support. */
export const refuse = failures("refused", {
  "nothing-to-measure": (f: { name: string }) =>
    `${f.name}: holds neither line scans nor electrode traces, so there is nothing to measure. radiatum info shows what it has.`,
  "baseline-outside": (f: { baseline: string; lines: number }) =>
    `Baseline ${f.baseline}: the recording has ${f.lines} lines, and the baseline needs at least 3 of them.`,
  "stimulus-outside": (f: { stimulus: string; lines: number; end: string }) =>
    `Stimulus ${f.stimulus}: the ${f.lines} lines end at ${f.end}. Give the time from the start of a trial.`,
  "times-without-clock": (f: { what: string; text: string }) =>
    `${f.what} ${f.text}: the file gives no line period, so times have no line. Add --line-period, or count in lines ("0:100lines").`,
  "included-too-short": (f: { trial: number; lines: number; baseline: number }) =>
    `Trial ${f.trial + 1} ends at line ${f.lines}, within the F₀ window, which ends at line ${f.baseline}: leave it out, or shorten the window.`,
  "every-trial-excluded": (f: { trials: number }) => `All ${f.trials} trials are left out; at least one must stay.`,
  "channel-without-pixels": (f: { channel: string }) => `Channel ${f.channel} has no picture in any trial; its files are missing. Choose another with --channel.`,
  "no-group-measurable": (f: { groups: number; why: string }) =>
    `None of the ${f.groups} groups of trials can be measured. Of the first: ${f.why}`,
  "protocol-without-response": (f: { name: string; why: string }) => `Trials of "${f.name}" can't be measured one by one. ${f.why}`,
  "second-pulse-missing": (f: { stimuli: number }) =>
    `Two pulses need two stimuli in the same trial; ${f.stimuli === 0 ? "none is known" : "one is known"}. Give both: --stim 100ms,150ms.`,
  "pulses-too-close": (f: { lines: number; needed: number }) =>
    `The second pulse comes ${formatNumber(f.lines)} lines after the first; the first response shows its shape only from ${f.needed} lines on. ` +
    `Record single pulses beside the pairs, or scan faster.`,
  "trials-unmeasured": (f: { why: string }) => `The trials can't be measured one by one. ${f.why}`,
});
