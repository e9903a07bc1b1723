import { SaxesParser } from "saxes";
import type { Channel } from "#recording";
import { NAMESPACE } from "./annotate.js";
import { countOf, numberOf } from "./assignments.js";

/** What OME-XML says of images, as far as pixels and their place in time need it. */
export interface Ome {
  readonly uuid?: string;
  readonly creator?: string;
  /** Set where the images are described in another file. */
  readonly metadataFile?: string;
  readonly images: readonly OmeImage[];
  /** Text of Radiatum's own annotation. */
  readonly annotation?: string;
  /** Where and why the text stopped being readable. */
  readonly damage?: string;
}

export interface OmeImage {
  readonly name?: string;
  readonly acquisitionDate?: string;
  readonly order: string;
  readonly sizeX: number;
  readonly sizeY: number;
  readonly sizeZ: number;
  readonly sizeC: number;
  readonly sizeT: number;
  readonly pixelSize_um?: number;
  /** As written, with its unit: "0.147 µm". */
  readonly physicalSizeY?: string;
  /** ms, where the unit of PhysicalSizeY is one of time. */
  readonly rowTime_ms?: number;
  /** ms from one T to the next. */
  readonly timeIncrement_ms?: number;
  readonly channels: readonly OmeChannel[];
  readonly tiffData: readonly TiffData[];
}

export interface OmeChannel {
  readonly name?: string;
  readonly colour?: NonNullable<Channel["colour"]>;
  readonly dye?: string;
  readonly samples: number;
}

/** A run of directories and the planes they are, in the image's dimension order. */
export interface TiffData {
  readonly ifd: number;
  readonly z: number;
  readonly c: number;
  readonly t: number;
  /** Absent: all directories from `ifd`. */
  readonly planes?: number;
  readonly fileName?: string;
  readonly uuid?: string;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
interface OpenImage extends Writable<Omit<OmeImage, "channels" | "tiffData">> {
  channels: OmeChannel[];
  tiffData: Writable<TiffData>[];
}

const MICROMETRES: Readonly<Record<string, number>> = { "µm": 1, "μm": 1, um: 1, nm: 1e-3, mm: 1e3, cm: 1e4, m: 1e6, Å: 1e-4, pm: 1e-6 };
const MILLISECONDS: Readonly<Record<string, number>> = { ns: 1e-6, "µs": 1e-3, "μs": 1e-3, us: 1e-3, ms: 1, s: 1e3, min: 6e4, h: 3.6e6 };
/** Elements of OME-XML nest about ten deep. */
const MOST_DEPTH = 200;

/** OME-XML of any schema since 2008, up to its first error; never throws. Own entities are not expanded. */
export function parseOme(text: string): Ome {
  const images: OpenImage[] = [];
  const result: Writable<Omit<Ome, "images">> = {};
  const open: string[] = [];
  let written = "";
  let ours = false;
  const parser = new SaxesParser({ xmlns: false, position: true });
  const stop = (message: string): void => {
    result.damage ??= `damaged at character ${parser.position}: ${message.replace(/^\d+:\d+: /, "")}`;
  };
  parser.on("error", (error) => stop(error.message));
  parser.on("opentag", ({ name: qualified, attributes }) => {
    if (result.damage !== undefined) return;
    if (open.length >= MOST_DEPTH) {
      stop(`elements nest more than ${MOST_DEPTH} deep`);
      return;
    }
    const name = local(qualified);
    open.push(name);
    written = "";
    const image = images.at(-1);
    const get = (key: string): string | undefined => attributes[key];
    if (name === "OME") Object.assign(result, given({ uuid: get("UUID"), creator: get("Creator") }));
    else if (name === "BinaryOnly") Object.assign(result, given({ metadataFile: get("MetadataFile") }));
    else if (name === "Image") images.push({ order: "XYZCT", sizeX: 0, sizeY: 0, sizeZ: 1, sizeC: 1, sizeT: 1, channels: [], tiffData: [], ...given({ name: get("Name") }) });
    else if (name === "Pixels" && image) Object.assign(image, pixelsOf(get));
    else if (name === "Channel" && image && open.at(-2) === "Pixels") image.channels.push(channelOf(get));
    else if (name === "TiffData" && image) image.tiffData.push(tiffDataOf(get));
    else if (name === "UUID" && open.at(-2) === "TiffData") Object.assign(image?.tiffData.at(-1) ?? {}, given({ fileName: get("FileName") }));
    else if (name === "XMLAnnotation") ours = get("Namespace") === NAMESPACE;
  });
  parser.on("text", (piece) => (written += piece));
  parser.on("closetag", () => {
    if (result.damage !== undefined) return;
    const name = open.pop();
    const data = images.at(-1)?.tiffData.at(-1);
    if (name === "UUID" && open.at(-1) === "TiffData" && data) data.uuid = written.trim();
    else if ((name === "AcquisitionDate" || name === "AcquiredDate") && images.length > 0) Object.assign(images.at(-1) ?? {}, { acquisitionDate: written.trim() });
    else if (ours && name === "RadiatumLineScan") result.annotation ??= written;
  });
  for (let at = 0; at < text.length && result.damage === undefined; at += 65_536) parser.write(text.slice(at, at + 65_536));
  if (result.damage === undefined) parser.close();
  return { ...result, images };
}

function pixelsOf(get: (key: string) => string | undefined): Partial<OpenImage> {
  const size = (axis: string, least: number): number => countOf(get(`Size${axis}`)) ?? least;
  const x = numberOf(get("PhysicalSizeX"));
  const xUnit = MICROMETRES[get("PhysicalSizeXUnit") ?? "µm"];
  const y = numberOf(get("PhysicalSizeY"));
  const yUnit = get("PhysicalSizeYUnit") ?? "µm";
  const yTime = MILLISECONDS[yUnit];
  const step = numberOf(get("TimeIncrement"));
  const stepUnit = MILLISECONDS[get("TimeIncrementUnit") ?? "s"];
  return {
    order: /^XY[ZCT]{3}$/.test(get("DimensionOrder") ?? "") ? (get("DimensionOrder") ?? "") : "XYZCT",
    sizeX: size("X", 0),
    sizeY: size("Y", 0),
    sizeZ: size("Z", 1),
    sizeC: size("C", 1),
    sizeT: size("T", 1),
    ...given({
      pixelSize_um: x === undefined || xUnit === undefined || x <= 0 ? undefined : x * xUnit,
      physicalSizeY: y === undefined ? undefined : `${y} ${yUnit}`,
      rowTime_ms: y === undefined || yTime === undefined ? undefined : y * yTime,
      timeIncrement_ms: step === undefined || stepUnit === undefined ? undefined : step * stepUnit,
    }),
  };
}

function channelOf(get: (key: string) => string | undefined): OmeChannel {
  return { samples: Math.min(countOf(get("SamplesPerPixel")) ?? 1, 0xffff), ...given({ name: get("Name"), colour: colourOf(numberOf(get("Color"))), dye: get("Fluor") }) };
}

/** OME's colour is a signed 32-bit RGBA; the detector's is the one that outshines both others. */
function colourOf(rgba: number | undefined): OmeChannel["colour"] {
  if (rgba === undefined || !Number.isInteger(rgba) || rgba === -1) return undefined;
  const [red, green, blue] = [(rgba >>> 24) & 255, (rgba >>> 16) & 255, (rgba >>> 8) & 255] as [number, number, number];
  if (red > green && red > blue) return "red";
  return green > red && green > blue ? "green" : "other";
}

function tiffDataOf(get: (key: string) => string | undefined): Writable<TiffData> {
  const index = (key: string): number => Math.max(0, Math.trunc(numberOf(get(key)) ?? 0));
  const planes = get("PlaneCount") === undefined ? (get("IFD") === undefined ? undefined : 1) : index("PlaneCount");
  return { ifd: index("IFD"), z: index("FirstZ"), c: index("FirstC"), t: index("FirstT"), ...given({ planes }) };
}

function local(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** The fields that are there. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
