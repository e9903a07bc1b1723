import type { LineScan, Recording } from "#recording";
import { xmlText } from "../xml-text.js";
import { NAMESPACE } from "./annotate.js";

/** A written page: which image, T and C it is. */
export interface OmePlane {
  readonly image: number;
  readonly t: number;
  readonly c: number;
}

interface OmeContent {
  readonly recording: Recording;
  readonly scan: LineScan;
  /** OME's name of the sample type. */
  readonly type: string;
  readonly images: readonly { readonly lines: number; readonly trials: number }[];
  /** In the order of the pages. */
  readonly planes: readonly OmePlane[];
  readonly annotation: string;
}

const SCHEMA = "http://www.openmicroscopy.org/Schemas/OME/2016-06";
/** OME's colours are signed 32-bit RGBA. */
const COLOURS = { red: 0xff0000ff | 0, green: 0x00ff00ff, other: undefined };

/** OME-XML 2016-06 in ASCII; what is beyond ASCII is written as character references, which every reader understands. */
export function omeText({ recording, scan, type, images, planes, annotation }: OmeContent): string {
  const { timing } = scan;
  const period =
    timing.period === undefined ? "the line period is unknown" : `a line lasts ${timing.period} ms (${timing.source})`;
  const body = images.map(({ lines, trials }, i) => {
    const pixels = attributes({
      ID: `Pixels:${i}`,
      DimensionOrder: "XYCZT",
      Type: type,
      BigEndian: "false",
      SizeX: scan.pixelsPerLine,
      SizeY: lines,
      SizeZ: 1,
      SizeC: scan.channels.length,
      SizeT: trials,
      PhysicalSizeX: scan.pixelSize_um,
    });
    const channels = scan.channels.map(
      ({ name, colour, dye }, c) => `<Channel${attributes({ ID: `Channel:${i}:${c}`, Name: name, SamplesPerPixel: 1, Color: colour && COLOURS[colour], Fluor: dye })}/>`,
    );
    const data = planes.flatMap((plane, ifd) =>
      plane.image === i ? [`<TiffData${attributes({ IFD: ifd, FirstZ: 0, FirstT: plane.t, FirstC: plane.c, PlaneCount: 1 })}/>`] : [],
    );
    const date = isDateTime(recording.startedAt) ? `<AcquisitionDate>${recording.startedAt}</AcquisitionDate>` : "";
    return `<Image${attributes({ ID: `Image:${i}`, Name: scan.name })}>${date}<Pixels${pixels}>${channels.join("")}${data.join("")}</Pixels><AnnotationRef ID="Annotation:0"/></Image>`;
  });
  return ascii(
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
      `<OME${attributes({ xmlns: SCHEMA, "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance", "xsi:schemaLocation": `${SCHEMA} ${SCHEMA}/ome.xsd`, Creator: "Radiatum" })}>` +
      body.join("") +
      `<StructuredAnnotations><XMLAnnotation${attributes({ ID: "Annotation:0", Namespace: NAMESPACE })}>` +
      `<Description>${xmlText(`Line scan by Radiatum: X is the place along the line, Y is time, T is the trial; ${period}.`)}</Description>` +
      `<Value><RadiatumLineScan xmlns="${NAMESPACE}">${xmlText(annotation)}</RadiatumLineScan></Value>` +
      `</XMLAnnotation></StructuredAnnotations></OME>\n`,
  );
}

function isDateTime(text: string | undefined): text is string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/.test(text ?? "");
}

function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .map(([key, value]) => (value === undefined ? "" : ` ${key}="${xmlText(String(value)).replaceAll('"', "&quot;").replaceAll("\n", "&#10;").replaceAll("\t", "&#9;")}"`))
    .join("");
}

function ascii(text: string): string {
  return text.replace(/[^\x00-\x7e]/gu, (character) => `&#${character.codePointAt(0) ?? 0xfffd};`);
}
