/** Names at the ends of a row's lines, where no gutter beside them says which is which. */
import type { Span } from "./clock.js";
import type { Line, LineLabel, Tone } from "./traces.js";

/** Names of the lines that are drawn whole in a tone, the higher above its line and the lower below; and of the fit, where it has left the trace's rise. */
export function lineNames(lines: readonly Line[], names: readonly { readonly name: string; readonly tone: Tone }[], { from, to }: Span, stimulus = 0): LineLabel[] {
  const named = names.flatMap(({ name, tone }) => {
    const line = lines.find((one) => one.tone === tone && one.dots !== true && one.dash === undefined && one.opacity === undefined);
    const time = line && Math.min(to, line.start + line.step * line.samples.length);
    const value = line && time !== undefined && time > from ? valueAt(line, time) : NaN;
    return time === undefined || !Number.isFinite(value) ? [] : [{ text: name, tone, time, value: value as number }];
  });
  const highest = Math.max(...named.map(({ value }) => value));
  const ends = named.map((label): LineLabel => ({ ...label, anchor: "end", lift: label.value === highest ? 7 : -15 }));
  const fit = lines.find(({ tone }) => tone === "ink");
  const time = stimulus + 0.55 * (to - stimulus);
  const value = fit ? valueAt(fit, time) : NaN;
  return Number.isFinite(value) ? [...ends, { text: "matched fit", tone: "ink", time, value: value as number, anchor: "middle", lift: 12 }] : ends;
}

const valueAt = ({ samples, start, step }: Line, time: number): number | undefined =>
  samples[Math.max(0, Math.min(samples.length - 1, Math.floor((time - start) / step)))];
