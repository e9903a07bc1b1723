import type { PixelArray } from "#recording";
import { asciiXml, element } from "./write-text.js";

/** One image of a cycle and channel, with what its OME-XML says. */
export interface WrittenImage {
  readonly filename: string;
  readonly width: number;
  readonly height: number;
  /** Whole numbers from 0 to 65535. */
  readonly pixels: ArrayLike<number>;
  readonly channel: string;
  readonly pixelSize_um?: number | undefined;
  /** When its last line was in: ISO 8601, whole seconds. */
  readonly acquiredAt?: string | undefined;
  /** Twelve hexadecimal digits or more that no other image has. */
  readonly identity: string;
}

const SCHEMA = "http://www.openmicroscopy.org/Schemas/OME/2012-06";
const SHORT = 3;
const LONG = 4;
const ASCII = 2;

/** Whether Prairie's 16-bit images can hold these readings. */
export function fitsSixteenBits(pixels: PixelArray): boolean {
  if (pixels instanceof Uint16Array || pixels instanceof Uint8Array) return true;
  for (const value of pixels) if (!(Number.isInteger(value) && value >= 0 && value <= 65_535)) return false;
  return true;
}

/**
 * A TIFF of one 16-bit page with the OME-XML of that page alone: width = pixels, height = lines. Prairie puts the OME-XML of
 * all cycles into the first file and references into the others; here each file stands for itself, so that one that was
 * moved still opens. TIFF 6.0 (Adobe 1992).
 */
export function imageFile(image: WrittenImage): Uint8Array {
  const { width, height, pixels } = image;
  const description = new TextEncoder().encode(`${omeXml(image)}\0`);
  const dated = image.acquiredAt === undefined ? undefined : `${image.acquiredAt.replace("T", " ").replaceAll("-", ":")}\0`;
  const strip = 2 * width * height;
  const texts = 8 + strip;
  const dateAt = texts + description.length + (description.length % 2);
  const directory = dateAt + (dated === undefined ? 0 : 20);
  const entries: readonly (readonly [tag: number, type: number, count: number, value: number])[] = [
    [256, LONG, 1, width],
    [257, LONG, 1, height],
    [258, SHORT, 1, 16],
    [259, SHORT, 1, 1],
    [262, SHORT, 1, 1],
    [270, ASCII, description.length, texts],
    [273, LONG, 1, 8],
    [277, SHORT, 1, 1],
    [278, LONG, 1, height],
    [279, LONG, 1, strip],
    ...(dated === undefined ? [] : [[306, ASCII, 20, dateAt] as const]),
  ];
  const bytes = new Uint8Array(directory + 2 + 12 * entries.length + 4);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, directory, true);
  for (let i = 0; i < width * height; i++) view.setUint16(8 + 2 * i, pixels[i] as number, true);
  bytes.set(description, texts);
  if (dated !== undefined) bytes.set(new TextEncoder().encode(dated), dateAt);
  view.setUint16(directory, entries.length, true);
  for (const [nth, [tag, type, count, value]] of entries.entries()) {
    const at = directory + 2 + 12 * nth;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    if (type === SHORT) view.setUint16(at + 8, value, true);
    else view.setUint32(at + 8, value, true);
  }
  return bytes;
}

function omeXml({ filename, width, height, channel, pixelSize_um, acquiredAt, identity }: WrittenImage): string {
  const digits = identity.padStart(32, "0").slice(-32);
  const uuid = `urn:uuid:${[[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]].map(([from, to]) => digits.slice(from, to)).join("-")}`;
  const root = element("OME", { xmlns: SCHEMA, UUID: uuid, Creator: "Radiatum" }, [
    element("Image", { ID: "Image:1", Name: filename }, [
      ...(acquiredAt === undefined ? [] : [element("AcquisitionDate", {}, acquiredAt)]),
      element(
        "Pixels",
        {
          DimensionOrder: "XYZCT", ID: "Pixels:1", PhysicalSizeX: pixelSize_um, SizeC: 1, SizeT: 1, SizeX: width, SizeY: height,
          SizeZ: 1, Type: "uint16",
        },
        [
          element("Channel", { ID: "Channel:1:0", Name: channel, SamplesPerPixel: 1 }),
          element("TiffData", { FirstC: 0, FirstT: 0, FirstZ: 0, PlaneCount: 1, IFD: 0 }, [
            element("UUID", { FileName: filename }, uuid),
          ]),
        ],
      ),
    ]),
  ]);
  return `<?xml version="1.0"?>${asciiXml(root)}`;
}
