import type { Issue, ReferenceImage } from "#recording";
import { baseName, type FileSource } from "../source.js";
import { openTiff, readPage } from "../tiff/index.js";
import { asIssue } from "./cycle-pixels.js";
import type { ScanFolder } from "./scan-folder.js";
import { finiteNumber } from "./xml-tree.js";
import type { StateShard } from "./state.js";

/** Different pictures of one session; repeats are dropped before this counts. */
const MOST_IMAGES = 32;
/** A field of 4096 × 4096 pixels of 16 bits. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Pictures of the field on which the line was drawn, as the detectors read them: "…Ch1Source.tif" and
 * "References/…16bit-Reference.tif". Prairie copies the same picture for every cycle; each is kept once. The 8-bit
 * windows are screen copies with the line burnt in and are left in their files.
 */
export async function referenceImages(
  folder: ScanFolder,
  state: StateShard,
): Promise<{ images: readonly ReferenceImage[]; issues: readonly Issue[] }> {
  const images: ReferenceImage[] = [];
  const issues: Issue[] = [];
  const pixelSize = finiteNumber(state.get("micronsperpixel_xaxis")?.value);
  const candidates = folder.files.filter(
    (file) => /Ch\d+Source\.tiff?$|16bit-Reference\.tiff?$/i.test(baseName(file.path)) && file.size <= MOST_BYTES,
  );
  for (const file of candidates) {
    if (images.length >= MOST_IMAGES) {
      issues.push({
        severity: "note",
        code: "prairie-references-many",
        message: `more than ${MOST_IMAGES} different reference pictures; the others were left in their files`,
      });
      break;
    }
    const image = await readImage(file, pixelSize, state, issues);
    if (image && !images.some((known) => samePicture(known, image))) images.push(image);
  }
  return { images, issues };
}

async function readImage(
  file: FileSource,
  pixelSize: number | undefined,
  state: StateShard,
  issues: Issue[],
): Promise<ReferenceImage | undefined> {
  try {
    const tiff = await openTiff(file);
    const page = tiff.pages[0];
    if (!page) return undefined;
    const { pixels, width, height, samplesPerPixel, issues: damage } = await readPage(file, page);
    issues.push(...tiff.issues, ...damage);
    if (
      samplesPerPixel !== 1 ||
      height < 1 ||
      !(pixels instanceof Uint8Array || pixels instanceof Uint16Array || pixels instanceof Int16Array)
    )
      return undefined;
    const channel = /Ch\d+/.exec(baseName(file.path))?.[0];
    // The file-level size is that of the field only where the field has the file-level number of pixels.
    const sized = pixelSize !== undefined && pixelSize > 0 && finiteNumber(state.get("pixelsperline")?.value) === width;
    return {
      name: baseName(file.path),
      ...(channel ? { channel } : {}),
      width,
      height,
      pixels: pixels.subarray(0, width * height),
      ...(sized ? { pixelSize_um: pixelSize } : {}),
    };
  } catch (error) {
    issues.push(asIssue(error, file.path));
    return undefined;
  }
}

function samePicture(a: ReferenceImage, b: ReferenceImage): boolean {
  if (a.channel !== b.channel || a.width !== b.width || a.height !== b.height || a.pixels.length !== b.pixels.length) return false;
  return a.pixels.every((pixel, i) => pixel === b.pixels[i]);
}
