import { failures } from "#errors";
import { formatNumber } from "#statistics";

const say = (value: number): string => formatNumber(value, 3);

/** What a line scan or a sweep cannot answer, and what would help. */
export const refuse = failures("refused", {
  "region-outside-line": (f: { from: number; to: number; unit: string; length: number }) =>
    `The stretch ${say(f.from)} to ${say(f.to)} ${f.unit} does not lie on the line, which has ${say(f.length)} ${f.unit}` +
    `${f.unit === "px" ? ` (0 to ${f.length - 1})` : ""}. Choose a stretch within it.`,
  "region-without-pixels": (f: { from: number; to: number; pixelSize: number }) =>
    `No pixel centre lies within ${say(f.from)} to ${say(f.to)} µm (pixels are ${say(f.pixelSize)} µm wide). ` +
    `Widen the stretch or give it in pixels.`,
  "pixel-size-unknown": (f: { scan: string }) =>
    `${f.scan}: the file gives no pixel size, so micrometres mean nothing here. Give the stretch in pixels, such as 32:37px.`,
  "no-structure": (f: { best: number; needed: number; floor: string }) =>
    `No structure stands out of the background along this line: the brightest is ${say(f.best)} standard errors above it, ` +
    `and ${say(f.needed)} are needed${f.floor}. Mark the region by hand, or average more lines.`,
  "no-background": (f: { pixels: number; taken: number; needed: number }) =>
    `Of ${f.pixels} pixels, structures and their borders take ${f.taken}; no stretch of ${f.needed} is left for the background. ` +
    `Give a stretch of pixels or a number of counts.`,
  "channel-missing": (f: { trial: number; channel: string }) =>
    `Trial ${f.trial + 1} has no pixels for ${f.channel}: the file is missing or damaged. Leave the trial out.`,
  "window-outside": (f: { what: string; from: number; to: number; lines: number }) =>
    `${f.what} is lines ${f.from} to ${f.to - 1}, and the trace has ${f.lines} (0 to ${f.lines - 1}). Move or shorten it.`,
  "too-few-lines": (f: { what: string; needed: number; found: number }) =>
    `${f.what} needs at least ${f.needed} lines, found ${f.found}. Lengthen the window or pool trials.`,
  "too-few-trials": (f: { what: string; needed: number; found: number }) =>
    `${f.what} needs at least ${f.needed} trials, found ${f.found}. Record more, or ask for it without between-trial spread.`,
  "baseline-too-dim": (f: { what: string; f0: number; standardError: number; lines: number }) =>
    `${f.what}: F₀ is ${say(f.f0)} ± ${say(f.standardError)} counts above background over ${f.lines} lines; ΔF/F needs 10 SE. ` +
    `Lengthen the baseline, widen the region or average trials first.`,
  "denominator-too-dim": (f: { lines: number; of: number; channel: string }) =>
    `${f.channel} is not above its background in ${f.lines} of ${f.of} lines, so a ratio to it is meaningless there. ` +
    `Widen the region, or check which channel is the denominator and its background.`,
  "not-linear": (f: { curvature: number; standardError: number }) =>
    `The pixel variance does not grow linearly with the mean: at the brightest pixels it departs from the line by ` +
    `${say(f.curvature)} ± ${say(f.standardError)} of itself. Movement, drift or a saturating detector does that; photons don't. ` +
    `Choose a still stretch of the baseline.`,
  "not-scattered-as-photons": (f: { misfit: number; pixels: number }) =>
    `The pixel variances scatter about the line ${say(f.misfit)} times as widely (in variance) as photons would over ${f.pixels} pixels. ` +
    `Movement of the preparation or interference does that; choose a still stretch of the baseline.`,
  "noise-in-common": (f: { as: "flicker" | "sliding"; share: number; standardError: number }) =>
    `${say(100 * f.share)} ± ${say(100 * f.standardError)} % of the pixels' noise comes and goes with the line: ` +
    (f.as === "flicker"
      ? `all of it brightens and dims at once. Light or focus that fluctuates does that; photons don't. `
      : `its edges to and fro. Tissue or mirrors that move along the line do that; photons don't. `) +
    `Choose a still stretch of the baseline.`,
  "noise-not-photons": (f: { correlation: number }) =>
    `Successive lines are correlated (r = ${say(f.correlation)}), so these values were filtered, averaged or resampled, or the ` +
    `preparation moved: their variance does not count photons. Use the raw file.`,
  "levels-too-alike": (f: { gain: number; standardError: number }) =>
    `The pixels' means differ too little to see the variance grow${Number.isFinite(f.standardError) ? `: ${say(f.gain)} ± ${say(f.standardError)} counts per photon` : ""}. ` +
    `Include darker and brighter pixels and more lines, or give the dark level.`,
  saturated: (f: { fraction: number; full: number }) =>
    `${say(100 * f.fraction)} % of readings are at the converter's end (${f.full}), where counts are cut off. ` +
    `Leave out the saturated pixels or lower the PMT gain.`,
  constant: (f: { what: string; value: number }) =>
    `${f.what}: every reading is ${say(f.value)}, so there is no noise to measure by. Check the channel and the lines.`,
  "no-response": (f: { what: string; detectability: number; needed: number }) =>
    `${f.what} needs a response of ${say(f.needed)} standard errors; this one is ${say(f.detectability)}. ` +
    `Average more trials, or report the amplitude with its interval alone.`,
  "onset-at-edge": (f: { from: number; to: number }) =>
    `The likelihood of the onset is still rising at the edge of the search (${say(f.from)} to ${say(f.to)}). ` +
    `Widen the search, or check the stimulus time.`,
  "kinetics-unresolved": (f: { what: string; linePeriod: number }) =>
    `${f.what} is not determined by these lines (one every ${say(f.linePeriod)} ms): every value fits about as well. ` +
    `Scan faster or longer, or average more trials.`,
  "noise-too-slow": (f: { correlation: number }) =>
    `Noise of successive lines is correlated with r = ${say(f.correlation)}; no interval from these lines would be honest. ` +
    `Use unfiltered data, check for movement, and keep responses out of the baseline (--baseline).`,
  "no-quiet-window": (f: { lines: number; needed: number }) =>
    `Only ${f.lines} lines precede the stimulus; ${f.needed} are needed to measure the same fit where nothing happened. ` +
    `Start the scan earlier, or shorten the fitted stretch.`,
  "sweep-window-outside": (f: { what: string; from: number; to: number; start: number; end: number }) =>
    `${f.what} is ${say(f.from)} to ${say(f.to)} ms, but the sweep runs from ${say(f.start)} to ${say(f.end)} ms. Move it.`,
});

/** Arguments that mean nothing, whatever the data. */
export const misuse = failures("usage", {
  "points-not-odd": (f: { found: number }) =>
    `A centred filter needs an odd number of points, found ${f.found}: take ${Math.max(1, Math.floor(f.found / 2) * 2 - 1)} or ` +
    `${Math.floor(f.found / 2) * 2 + 1}.`,
  "points-too-many": (f: { points: number; found: number }) =>
    `The filter spans ${f.points} points, but the trace has ${f.found}. Take fewer.`,
  "outside-domain": (f: { what: string; expected: string; found: number }) => `${f.what} must be ${f.expected}, found ${f.found}.`,
  "lengths-differ": (f: { what: string; first: number; second: number }) =>
    `${f.what} must be of equal length, found ${f.first} and ${f.second}.`,
  "unknown-channel": (f: { name: string; known: string }) => `There is no channel "${f.name}"; there are ${f.known}.`,
  "no-line-within": (f: { from: string; to: string; first: number; last: number }) =>
    `No line lies within ${f.from} to ${f.to}: lines cross this region from ${say(f.first)} to ${say(f.last)} ms of the trial.`,
  "time-in-lines": (f: { text: string }) => `"${f.text}": a trace has a clock, so give times in ms.`,
  "dark-level-unknown": (f: { name: string }) =>
    `${f.name}: the file doesn't say what its detectors read without light. Read it from pixels away from the cell, and give counts.`,
  "dark-levels-differ": (f: { levels: string }) =>
    `The channels' dark levels differ (${f.levels}); take that of one: recording.channel("…").darkLevel.`,
});
