import * as v from "valibot";

/**
 * What Radiatum's writer keeps beside the pixels, as JSON: everything of a line scan and of its recording but pixels,
 * electrode sweeps and reference pictures. Sizes and numbers are the recording's own, so reading it back is exact.
 */
export type Annotation = v.InferOutput<typeof schema>;

const finite = v.pipe(v.number(), v.finite());
const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const candidate = v.object({ period: finite, source: v.string(), note: v.string() });
const schema = v.object({
  recording: v.object({
    name: v.string(),
    startedAt: v.exactOptional(v.string()),
    program: v.exactOptional(v.string()),
    simulated: v.boolean(),
    settings: v.record(v.string(), v.string()),
    experiment: v.exactOptional(v.string()),
    trials: v.array(v.object({ index, start: finite, duration: finite, condition: v.string(), protocol: v.exactOptional(v.string()) })),
    events: v.array(
      v.object({
        trial: index,
        start: finite,
        duration: finite,
        kind: v.picklist(["synaptic", "somatic", "uncaging", "light", "tag", "other"]),
        target: v.exactOptional(v.string()),
        amplitude: v.exactOptional(finite),
        amplitudeUnit: v.exactOptional(v.string()),
        source: v.string(),
      }),
    ),
    conditions: v.array(
      v.object({
        name: v.string(),
        bath: v.exactOptional(v.string()),
        drugs: v.array(v.object({ name: v.string(), concentration_uM: v.exactOptional(finite) })),
        calcium_mM: v.exactOptional(finite),
        magnesium_mM: v.exactOptional(finite),
        temperature_C: v.exactOptional(finite),
        holding: v.exactOptional(finite),
      }),
    ),
    regions: v.exactOptional(
      v.array(v.object({ name: v.string(), structure: v.picklist(["spine", "dendrite", "background"]), from: index, to: index, scan: v.string() })),
    ),
    issues: v.array(
      v.object({
        severity: v.picklist(["note", "warning", "error"]),
        code: v.string(),
        message: v.string(),
        file: v.exactOptional(v.string()),
        offset: v.exactOptional(finite),
        trial: v.exactOptional(index),
      }),
    ),
  }),
  lineScan: v.object({
    name: v.string(),
    channels: v.array(
      v.object({
        name: v.string(),
        colour: v.exactOptional(v.picklist(["red", "green", "other"])),
        dye: v.exactOptional(v.string()),
        darkLevel: v.exactOptional(finite),
        countsPerPhoton: v.exactOptional(finite),
        pmtGain: v.exactOptional(finite),
      }),
    ),
    timing: v.object({
      period: v.exactOptional(v.pipe(finite, v.gtValue(0))),
      source: v.string(),
      alternatives: v.array(candidate),
      contradictions: v.array(v.string()),
      check: v.exactOptional(v.string()),
    }),
    dwellTime_us: v.exactOptional(finite),
    pixelOffsets: v.exactOptional(v.array(finite)),
    pixelSize_um: v.exactOptional(finite),
    path: v.object({
      shape: v.picklist(["straight", "freehand", "circle", "unknown"]),
      vertices: v.array(v.object({ x: finite, y: finite })),
    }),
    bits: v.exactOptional(finite),
    /** One per written trial, in the order of the images and their T; `place` is its own among the scan's trials. */
    trials: v.array(v.object({ place: index, trial: index, start: finite })),
  }),
});

/** What the text says, or a sentence that tells why it can't be used. */
export function decodeAnnotation(text: string): Annotation | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return `it is no JSON (${(error as Error).message})`;
  }
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const [first] = parsed.issues;
  return `${v.getDotPath(first) ?? "it"}: ${first.message}`;
}
