import type { StimulusEvent } from "./recording.js";

/**
 * What was done to the cell in that trial, in the order of time: tags and other marks aren't, and a somatic step that
 * hyperpolarises (a test pulse, a prepulse) counts only where nothing else was done, since no influx answers it.
 */
export function stimulusMarks(events: readonly StimulusEvent[], trial: number | undefined): readonly StimulusEvent[] {
  const done = events.filter((event) => event.trial === trial && event.kind !== "tag" && event.kind !== "other");
  const exciting = done.filter(({ kind, amplitude = 0 }) => kind !== "somatic" || amplitude >= 0);
  return (exciting.length > 0 ? exciting : done).toSorted((a, b) => a.start - b.start);
}
