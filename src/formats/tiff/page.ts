import type { Issue, PixelArray } from "#recording";

/** A TIFF file: its pages in the order of their directory chain. */
export interface TiffFile {
  readonly path: string;
  readonly byteOrder: ByteOrder;
  /** BigTIFF: 64-bit offsets. */
  readonly big: boolean;
  /** The pages that can be described; `index` keeps the place in the chain where others are damaged. */
  readonly pages: readonly TiffPage[];
  readonly issues: readonly Issue[];
}

export type ByteOrder = "little" | "big";

/** One image of a TIFF: rows of pixels, each of one or more samples. */
export interface TiffPage {
  /** Place in the chain of directories, from 0. */
  readonly index: number;
  /** Byte at which the page's directory starts. */
  readonly offset: number;
  readonly byteOrder: ByteOrder;
  /** Pixels a row. */
  readonly width: number;
  /** Rows as declared; a damaged file may hold fewer. */
  readonly height: number;
  readonly samplesPerPixel: number;
  readonly bitsPerSample: number;
  readonly sampleFormat: SampleFormat;
  /** 1 none, 5 LZW, 8 and 32946 deflate, 32773 PackBits. */
  readonly compression: number;
  /** 0 white is zero, 1 black is zero, 2 RGB, 3 palette. */
  readonly photometric: number;
  /** True where each sample has its own plane (PlanarConfiguration 2). */
  readonly planar: boolean;
  /** 1 none, 2 horizontal differences, 3 floating point. */
  readonly predictor: number;
  /** Set where bits run from the least significant (FillOrder 2). */
  readonly bitsReversed: boolean;
  /** A thumbnail or a reduced copy of another page (NewSubfileType bit 0). */
  readonly reduced: boolean;
  /** Meaning of samples beyond grey or RGB: 1 and 2 are alpha. */
  readonly extraSamples: readonly number[];
  /** ImageDescription, UTF-8. */
  readonly description?: string;
  readonly software?: string;
  readonly artist?: string;
  /** As in the file: "2019:02:05 14:50:27". */
  readonly dateTime?: string;
  /** Pixels per `resolutionUnit`. */
  readonly xResolution?: number;
  readonly yResolution?: number;
  /** 1 none, 2 inch, 3 centimetre. */
  readonly resolutionUnit: number;
  readonly storage: Storage;
}

export type SampleFormat = "uint" | "int" | "float";

/** Where a page's samples lie. Strips are tiles as wide as the page. */
export interface Storage {
  readonly tileWidth: number;
  /** RowsPerStrip, or TileLength. */
  readonly tileHeight: number;
  readonly tiled: boolean;
  readonly offsets: StoredValues;
  /** Absent where the file leaves them out; then they are inferred. */
  readonly byteCounts?: StoredValues;
}

/**
 * Integers of a directory entry: the number itself where it is one, else left in the file until the page is read, as
 * a page may have 200 000 strips.
 */
export type StoredValues = ValuesInFile | readonly number[];

export interface ValuesInFile {
  /** Number of values declared. */
  readonly count: number;
  /** Bytes of each value: 1, 2, 4 or 8. */
  readonly size: number;
  /** Byte of the file at which the values start. */
  readonly offset: number;
}

/** A page's samples, row after row, those of a pixel side by side: `pixels[(row * width + column) * samplesPerPixel + sample]`. */
export interface PagePixels {
  /** As many rows as could be read. */
  readonly pixels: PixelArray;
  readonly width: number;
  /** Rows that are there; fewer than the page declares where the file is cut short. */
  readonly height: number;
  readonly samplesPerPixel: number;
  /** Bytes of the file that were read for it. */
  readonly storedBytes: number;
  readonly issues: readonly Issue[];
}
