import { hypot, pow } from "#elementary";
import type { Channel, LineScan, PixelArray, Region, ScanPath } from "#recording";
import { refuse } from "./failures.js";
import { UNKNOWN } from "./session.js";
import { seconds } from "./times.js";
import { f64, i32, texts, typed, type Column, type Content, type Tree } from "./tree.js";
import { plainName, uniqueNames, type Plan, type PlannedScan, type PlannedSeries } from "./write-plan.js";

/** Steps between lines that agree to this many decimals of a second are even, as nwbinspector counts it. */
const EVEN_DECIMALS = 9;
const RAW = { conversion: f64(1), offset: f64(0), resolution: f64(-1), unit: "a.u." };
const GEOMETRY = "Path geometry and pixel times: /acquisition/ScanPath";

/** Series of lines, their paths, the table that lists them, and the pictures they were drawn in. */
export function writeLineScans(tree: Tree, plan: Plan): void {
  for (const scan of plan.scans) {
    scan.series.forEach((series, i) => writeSeries(tree, plan, scan, series, scan.series.slice(0, i)));
    writePath(tree, plan, scan);
  }
  if (plan.scans.length > 0) writeTable(tree, plan);
  writeImages(tree, plan);
}

/** Imaging planes of every series; they must be there before the series link to them. */
export function writePlanes(tree: Tree, plan: Plan, microscope: string): void {
  const { session } = plan;
  const place = session.location ?? (session.subject?.species === "Mus musculus" ? "root" : UNKNOWN.text);
  for (const { period, number, series, scan } of plan.scans) {
    for (const { channel, optical, plane } of series) {
      tree.object(plane, "ImagingPlane");
      const said = {
        description: `Plane of scan path ${number} (${scan.name}) as seen by detector ${channel.name}.`,
        indicator: channel.dye ?? UNKNOWN.text,
        location: place,
        reference_frame: "Origin: upper left corner of the reference image; x along its rows, y down its columns, z into the tissue.",
      };
      for (const [name, value] of Object.entries(said)) tree.dataset(`${plane}/${name}`, texts(value));
      tree.dataset(`${plane}/excitation_lambda`, f64(session.excitation_nm ?? NaN));
      tree.dataset(`${plane}/imaging_rate`, f64(1000 / period));
      tree.link(`${plane}/device`, microscope);
      tree.object(`${plane}/${optical}`, "OpticalChannel");
      tree.dataset(`${plane}/${optical}/description`, texts(`Detector ${channel.name}${channel.dye === undefined ? "" : `: ${channel.dye}`}.`));
      tree.dataset(`${plane}/${optical}/emission_lambda`, f64(session.emission_nm?.[channel.name] ?? NaN));
    }
  }
}

/** Lines of all trials, one after the other. */
function writeSeries(tree: Tree, plan: Plan, { scan, period, number }: PlannedScan, series: PlannedSeries, before: readonly PlannedSeries[]): void {
  const { channel, path, trials } = series;
  tree.object(path, "TwoPhotonSeries", {
    description:
      `Line scan "${scan.name}", channel ${channel.name}: each sample in time is one line (x = pixel along the scan path, y = 1). ` +
      `Trials are concatenated; timestamps are the starts of the lines.`,
    comments: `${GEOMETRY}${number}. Acquisition settings: /acquisition/LineScans.`,
    scan_line_rate: f64(1000 / period),
    ...(channel.pmtGain === undefined ? {} : { pmt_gain: f64(channel.pmtGain) }),
  });
  const pixels = commonType(trials.map((one) => one.pixels));
  const shape = [scan.pixelsPerLine, 1];
  const chunk = [Math.max(...trials.map(({ trial }) => trial.lines)), ...shape];
  let lines = 0;
  trials.forEach(({ trial }, i) => {
    const data = pixels[i];
    if (data === undefined) return;
    if (i === 0) tree.dataset(`${path}/data`, typed(data, [trial.lines, ...shape], chunk), {}, [null, ...shape]);
    else tree.append(`${path}/data`, { from: lines, to: lines + trial.lines }, shape, data);
    plan.parts[plan.rowOf(trial.trial) ?? -1]?.push({ path, from: lines, count: trial.lines });
    lines += trial.lines;
  });
  tree.attributes(`${path}/data`, RAW);
  tree.dataset(`${path}/dimension`, i32(shape));
  tree.dataset(`${path}/format`, texts("raw"));
  tree.link(`${path}/imaging_plane`, series.plane);
  const same = before.find((one) => one.trials.length === trials.length && one.trials.every(({ trial }, i) => trial === trials[i]?.trial));
  if (same) linkClock(tree, path, same.path, isEven(lineStarts(plan, same, period)));
  else writeClock(tree, path, lineStarts(plan, series, period), period);
}

/** Seconds at which each line of the series starts. */
function lineStarts(plan: Plan, { trials }: PlannedSeries, period: number): number[] {
  return trials.flatMap(({ trial }) => {
    const start = (plan.timed[plan.rowOf(trial.trial) ?? -1]?.trial.start ?? 0) + trial.start;
    return Array.from({ length: trial.lines }, (_, line) => seconds(start + line * period));
  });
}

const isEven = (times: readonly number[]): boolean => {
  const step = (i: number): string => ((times[i + 1] ?? 0) - (times[i] ?? 0)).toFixed(EVEN_DECIMALS);
  const first = step(0);
  return times.length < 3 || times.every((_, i) => i >= times.length - 2 || step(i + 1) === first);
};

function writeClock(tree: Tree, path: string, times: readonly number[], period: number): void {
  if (!isEven(times)) {
    tree.dataset(`${path}/timestamps`, f64(times), { interval: i32(1), unit: "seconds" });
    return;
  }
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  // Trials without gaps may still be a rounding apart; the mean step keeps the last line where it belongs.
  const nominal = 1000 / period;
  const drift = Math.abs(first + (times.length - 1) / nominal - last);
  const rate = drift < pow(10, -EVEN_DECIMALS) || times.length < 2 ? nominal : (times.length - 1) / (last - first);
  tree.dataset(`${path}/starting_time`, f64(first), { rate: f64(rate), unit: "seconds" });
}

const linkClock = (tree: Tree, path: string, other: string, even: boolean): void => {
  const name = even ? "starting_time" : "timestamps";
  tree.link(`${path}/${name}`, `${other}/${name}`);
};

/** All of one type; a scan whose trials differ in it is kept in the smallest type that holds them all. */
function commonType(pixels: readonly PixelArray[]): readonly PixelArray[] {
  const kinds = new Set(pixels.map((one) => one.constructor));
  if (kinds.size < 2) return pixels;
  const whole = pixels.every((one) => !(one instanceof Float32Array) && !(one instanceof Float64Array) && !(one instanceof Uint32Array));
  return pixels.map((one) => (whole ? Int32Array.from(one as ArrayLike<number>) : Float64Array.from(one as ArrayLike<number>)));
}

function writePath(tree: Tree, plan: Plan, { scan, number }: PlannedScan): void {
  const { pixelsPerLine, pixelOffsets, dwellTime_us, pixelSize_um } = scan;
  const indices = Array.from({ length: pixelsPerLine }, (_, i) => i);
  const places = alongPath(scan.path, pixelsPerLine);
  const micrometres = plan.recording.images[0]?.pixelSize_um;
  const columns: Record<string, Column> = {};
  const add = (name: string, description: string, values: readonly number[]): void => void (columns[name] = { description, values: f64(values) });
  if (places && micrometres !== undefined) {
    add("x", "Position of the pixel centre, micrometres, in the imaging plane's reference frame.", places.map((p) => p.x * micrometres));
    add("y", "Position of the pixel centre, micrometres.", places.map((p) => p.y * micrometres));
    add("z", "Position of the pixel centre, micrometres.", indices.map(() => 0));
  }
  if (places) {
    add("x_pixel", "Position of the pixel centre in pixels of the reference image.", places.map((p) => p.x));
    add("y_pixel", "Position of the pixel centre in pixels of the reference image.", places.map((p) => p.y));
  }
  if (pixelSize_um !== undefined) add("distance_um", "Distance from the first pixel's centre along the path, micrometres.", indices.map((i) => i * pixelSize_um));
  if (pixelOffsets) add("time_offset", "Centre of the pixel's dwell after the line's timestamp, seconds.", Array.from(pixelOffsets, seconds));
  if (dwellTime_us !== undefined) add("dwell_time", "Time during which the pixel was integrated, seconds.", indices.map(() => dwellTime_us / 1e6));
  if (Object.keys(columns).length === 0) columns["pixel"] = { description: "Place along the line; nothing more is known of it.", values: i32(indices) };
  tree.table(`/acquisition/ScanPath${number}`, "Path of the scanned line: one row per pixel, in the order stored.", pixelsPerLine, columns);
}

/** Pixel centres at equal steps along the vertices, in the reference image's pixels. */
function alongPath({ vertices, shape }: ScanPath, pixels: number): { x: number; y: number }[] | undefined {
  if (vertices.length < 2 || shape === "circle" || shape === "unknown") return undefined;
  const lengths = vertices.slice(1).map((vertex, i) => hypot(vertex.x - (vertices[i]?.x ?? 0), vertex.y - (vertices[i]?.y ?? 0)));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (!(total > 0)) return undefined;
  return Array.from({ length: pixels }, (_, i) => {
    let rest = ((i + 0.5) / pixels) * total;
    let leg = 0;
    while (leg < lengths.length - 1 && rest > (lengths[leg] ?? 0)) rest -= lengths[leg++] ?? 0;
    const [from, to, length = 1] = [vertices[leg], vertices[leg + 1], lengths[leg]];
    const share = length > 0 ? rest / length : 0;
    return { x: (from?.x ?? 0) + share * ((to?.x ?? 0) - (from?.x ?? 0)), y: (from?.y ?? 0) + share * ((to?.y ?? 0) - (from?.y ?? 0)) };
  });
}

interface Row {
  readonly planned: PlannedScan;
  readonly series: PlannedSeries;
}

function writeTable(tree: Tree, plan: Plan): void {
  const rows = plan.scans.flatMap((planned) => planned.series.map((series): Row => ({ planned, series })));
  const numeric = (description: string, value: (row: Row) => number | undefined): Column | undefined => {
    const values = rows.map((row) => value(row) ?? NaN);
    return values.every(Number.isNaN) ? undefined : { description, values: f64(values) };
  };
  const ofChannel =
    (field: "darkLevel" | "countsPerPhoton") =>
    ({ series }: Row): number | undefined =>
      series.channel[field];
  const ofScan =
    (field: "pixelSize_um" | "bits") =>
    ({ planned }: Row): number | undefined =>
      planned.scan[field];
  const colours = rows.map(({ series }) => series.channel.colour ?? "");
  const columns: Record<string, Column | undefined> = {
    series: { description: "The line-scan series this row describes.", objects: rows.map(({ series }) => series.path) },
    scan_path: { description: "Table of the path's pixels.", objects: rows.map(({ planned }) => `/acquisition/ScanPath${planned.number}`) },
    channel: { description: "Detector channel, by the name the microscope gave it.", values: texts(rows.map(({ series }) => series.channel.name)) },
    colour: colours.some((colour) => colour !== "") ? { description: "Colour of the channel's light: red, green or other.", values: texts(colours) } : undefined,
    line_period: { description: "Time from line to line, seconds.", values: f64(rows.map(({ planned }) => seconds(planned.period))) },
    line_period_source: { description: "Where the line period comes from.", values: texts(rows.map(({ planned }) => planned.scan.timing.source)) },
    scan_mode: { description: "unidirectional, bidirectional or unknown.", values: texts(rows.map(({ planned }) => (planned.scan.pixelOffsets ? "unidirectional" : UNKNOWN.text))) },
    dark_level: numeric("Detector reading without light, in units of the series' data.", ofChannel("darkLevel")),
    counts_per_photon: numeric("Detector reading per detected photon, in units of the series' data.", ofChannel("countsPerPhoton")),
    pixel_size_um: numeric("Distance between neighbouring pixels along the path, micrometres.", ofScan("pixelSize_um")),
    bits: numeric("Depth of the digitiser, bits.", ofScan("bits")),
    laser_power_mW: numeric("Excitation power at the specimen, milliwatts.", () => plan.session.laserPower_mW),
  };
  const present = Object.entries(columns).filter((entry): entry is [string, Column] => entry[1] !== undefined);
  tree.table("/acquisition/LineScans", "Acquisition settings: one row per line-scan series.", rows.length, Object.fromEntries(present));
}

/** Names of the pictures' datasets, in order. */
export function imageNames(plan: Plan): string[] {
  const unique = uniqueNames();
  return plan.recording.images.map(({ channel }, i) => unique(`ReferenceImage${i + 1}${channel === undefined ? "" : plainName(channel, "")}`));
}

function writeImages(tree: Tree, plan: Plan): void {
  const { images } = plan.recording;
  const names = imageNames(plan);
  const group = "/acquisition/ReferenceImages";
  if (images.length > 0) tree.object(group, "Images", { description: "Pictures of the field, in which the scan path was drawn." });
  images.forEach(({ name, width, height, pixels, pixelSize_um }, i) => {
    tree.datum(`${group}/${names[i] ?? ""}`, "GrayscaleImage", typed(pixels, [height, width]), {
      description: `${name}; rows are y, columns are x.`,
      ...(pixelSize_um === undefined ? {} : { resolution: f64(1e4 / pixelSize_um) }),
    });
  });
}

/** Regions and their mean fluorescence, line by line, as in the raw data. */
export function writeRegions(tree: Tree, plan: Plan): void {
  for (const region of plan.regions) checkRegion(region, plan.recording.lineScans);
  const marked = plan.scans.map((planned) => ({ planned, regions: plan.regions.filter((one) => one.scan === planned.scan.name) })).filter((one) => one.regions.length > 0);
  if (marked.length === 0) return;
  const ophys = tree.object("/processing/ophys", "ProcessingModule", { description: "Regions of interest on the scanned lines, and their fluorescence." });
  tree.object(`${ophys}/ImageSegmentation`, "ImageSegmentation");
  tree.object(`${ophys}/Fluorescence`, "Fluorescence");
  for (const { planned, regions } of marked) {
    const table = `${ophys}/ImageSegmentation/LineScan${planned.number}Rois`;
    const pixels = regions.map(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
    const offsets = planned.scan.pixelOffsets;
    const meanOffset = (own: readonly number[]): number => own.reduce((sum, i) => sum + seconds(offsets?.[i] ?? NaN), 0) / own.length;
    let end = 0;
    const ends = pixels.map((own) => (end += own.length));
    tree.table(
      table,
      `Regions of interest along ScanPath${planned.number}: x is the pixel along the path, y is 0.`,
      regions.length,
      {
        label: { description: "Name of the region.", values: texts(regions.map((one) => one.name)) },
        structure: { description: "spine, dendrite or background.", values: texts(regions.map((one) => one.structure)) },
        ...(offsets ? { time_offset: { description: "Mean time of the region's pixels after the line's timestamp, seconds.", values: f64(pixels.map(meanOffset)) } } : {}),
        pixel_mask: { description: "Pixel masks for each ROI", mask: pixels.flat(), ends },
      },
      "PlaneSegmentation",
    );
    tree.link(`${table}/imaging_plane`, planned.series[0]?.plane ?? "");
    tree.group(`${table}/reference_images`);
    for (const series of planned.series) {
      const name = series.path.slice(series.path.lastIndexOf("/") + 1);
      tree.link(`${table}/reference_images/${name}`, series.path);
      const response = tree.object(`${ophys}/Fluorescence/${name}Fluorescence`, "RoiResponseSeries", {
        description: `Mean of each region's pixels, channel ${series.channel.name}, dark level included.`,
        comments: "no comments",
      });
      tree.dataset(`${response}/data`, means(series, planned.scan, regions), RAW);
      linkClock(tree, response, series.path, isEven(lineStarts(plan, series, planned.period)));
      tree.column(`${response}/rois`, { description: "Regions in the order of the columns of data.", rowsOf: table, rows: regions.map((_, i) => i) });
    }
  }
}

/** Refuses a region that is on no line. */
function checkRegion({ name, from, to, scan: scanName }: Region, scans: readonly LineScan[]): void {
  const scan = scans.find((one) => one.name === scanName);
  if (scan === undefined) throw refuse("nwb-region-scan-unknown", { region: name, scan: scanName, known: scans.map((one) => one.name) });
  const inside = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && to >= from && to < scan.pixelsPerLine;
  if (!inside) throw refuse("nwb-region-outside", { region: name, from, to, scan: scan.name, pixels: scan.pixelsPerLine });
}

function means({ trials }: PlannedSeries, { pixelsPerLine }: LineScan, regions: readonly Region[]): Content {
  const lines = trials.reduce((sum, { trial }) => sum + trial.lines, 0);
  const values = new Float64Array(lines * regions.length);
  let at = 0;
  for (const { trial, pixels } of trials) {
    for (let line = 0; line < trial.lines; line += 1) {
      for (const { from, to } of regions) {
        let sum = 0;
        for (let pixel = from; pixel <= to; pixel += 1) sum += pixels[line * pixelsPerLine + pixel] ?? NaN;
        values[at++] = sum / (to - from + 1);
      }
    }
  }
  return typed(values, [lines, regions.length], [Math.max(...trials.map(({ trial }) => trial.lines)), regions.length]);
}

/** Pixels of scans that can't be series, for /scratch; the names of their datasets by channel. */
export function writeUntimed(tree: Tree, scan: LineScan, number: number): (string | undefined)[] {
  const unique = uniqueNames();
  return scan.channels.map((channel: Channel, at) => {
    const own = scan.trials.flatMap((trial) => (trial.pixels[at] && trial.pixels[at].length > 0 ? [{ lines: trial.lines, pixels: trial.pixels[at] }] : []));
    if (own.length === 0) return undefined;
    const name = unique(`UntimedLineScan${number}${plainName(channel.name, `Channel${at + 1}`)}`);
    const lines = own.reduce((sum, one) => sum + one.lines, 0);
    const pixels = commonType(own.map((one) => one.pixels));
    const whole = new (pixels[0] as PixelArray & { constructor: new (length: number) => PixelArray }).constructor(lines * scan.pixelsPerLine);
    let filled = 0;
    for (const one of pixels) {
      whole.set(one, filled);
      filled += one.length;
    }
    tree.datum(`/scratch/${name}`, "ScratchData", typed(whole, [lines, scan.pixelsPerLine], [Math.max(...own.map((one) => one.lines)), scan.pixelsPerLine]), {
      notes: `Line scan "${scan.name}", channel ${channel.name}: lines × pixels, trials one after the other. Its line period is unknown, so it has no times and can't be a series.`,
    });
    return name;
  });
}
