import type { StimulusEvent, Trial } from "#recording";
import { digitalPulses } from "./digital.js";
import { fields } from "./bytes.js";
import type { AbfHeader } from "./header.js";

const TAG_TYPES = ["time tag", "comment", "external tag", "voice tag", "new-file tag", "annotation"] as const;

/**
 * Comments and marks set during the recording. A tag's clock is the synch array's; it belongs to the trial that was
 * running or had run last, and one before the first trial has a negative start.
 */
export function tagEvents(header: AbfHeader, tags: Uint8Array, trials: readonly Trial[]): StimulusEvent[] {
  const entries = fields(tags);
  return Array.from({ length: header.tags.count }, (_, i): StimulusEvent => {
    const at = i * header.tags.stride;
    const time = (entries.int32(at) * header.tick) / 1000;
    const trial = trialAt(trials, time);
    const comment = entries.text(at + 4, 56);
    const type = TAG_TYPES[entries.int16(at + 60)] ?? `tag of type ${entries.int16(at + 60)}`;
    return {
      trial: trial?.index ?? 0,
      start: time - (trial?.start ?? 0),
      duration: 0,
      kind: "tag",
      ...(comment === "" ? {} : { target: comment }),
      source: `ABF tag (${type}), byte ${header.tags.start + at}`,
    };
  });
}

/** The last trial that started by `time`, else the first. Trials are in order of their starts, damage apart. */
function trialAt(trials: readonly Trial[], time: number): Trial | undefined {
  let low = 0;
  let high = trials.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((trials[middle]?.start ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return trials[Math.max(0, low - 1)];
}

/**
 * When the digital outputs pulsed: "digital OUT 0" went high with epoch B. The times are the protocol's, on the samples'
 * clock; what was plugged into the line, only the experimenter knows.
 *
 * At most `limit` events; `omitted` is the sentence for what is left out, if anything.
 */
export function digitalEvents(
  header: AbfHeader,
  sweepSamples: readonly number[],
  limit: number,
): { readonly events: readonly StimulusEvent[]; readonly omitted?: string } {
  const { stimulus } = header;
  const events: StimulusEvent[] = [];
  const ms = header.sampleInterval / 1000;
  for (const [sweep, samples] of sweepSamples.entries()) {
    if (stimulus.sweepsPerRun > 0 && sweep >= stimulus.sweepsPerRun) break;
    const pulses = digitalPulses(stimulus, sweep, { samples, channels: header.channels.length }, limit - events.length);
    if (typeof pulses === "string") return { events, omitted: `digital pulses from sweep ${sweep + 1} on are left out: ${pulses}` };
    for (const pulse of pulses) {
      events.push({
        trial: sweep,
        start: pulse.start * ms,
        duration: (pulse.end - pulse.start) * ms,
        kind: "other",
        target: `digital OUT ${pulse.line}`,
        source: `ABF protocol, epoch ${pulse.epochs}: digital OUT ${pulse.line} ${pulse.state === 1 ? "high" : "low"}`,
      });
    }
    if (events.length >= limit) return { events, omitted: `more than ${limit} digital pulses are programmed; the rest is left out` };
  }
  return { events };
}
