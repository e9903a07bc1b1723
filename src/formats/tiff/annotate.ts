import type { LineScan, Recording } from "#recording";

/** Namespace of the structured annotation that carries what OME-XML has no word for. */
export const NAMESPACE = "radiatum:line-scan:1";

/** The annotation's text for one line scan. `order` holds the places of its trials as they are written. */
export function encodeAnnotation(recording: Recording, scan: LineScan, order: readonly number[]): string {
  const { name, startedAt, trials, events, conditions, issues, provenance } = recording;
  const regions = recording.regions?.filter((region) => region.scan === scan.name);
  const { program, simulated, settings, experiment } = provenance;
  const { channels, timing, dwellTime_us, pixelOffsets, pixelSize_um, path, bits } = scan;
  const text = JSON.stringify({
    recording: { name, startedAt, program, simulated, settings, experiment, trials, events, conditions, regions, issues },
    lineScan: {
      name: scan.name,
      channels,
      timing,
      dwellTime_us,
      pixelOffsets: pixelOffsets && [...pixelOffsets],
      pixelSize_um,
      path,
      bits,
      trials: order.flatMap((place) => scan.trials.slice(place, place + 1).map(({ trial, start }) => ({ place, trial, start }))),
    },
  });
  // ASCII alone, since XML has no way to write U+FFFE, U+FFFF or half a surrogate pair.
  return text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
