import { family, light } from "./tokens.js";

/** What letters are drawn with. */
export interface LetterOptions {
  /** TrueType files to set text in; fonts of the machine are never used, so the same drawing gives the same pixels. */
  readonly fonts: readonly Uint8Array[];
  /** The bytes of `@resvg/resvg-wasm/index_bg.wasm`, which only the caller can load. */
  readonly engine: Uint8Array;
}

export interface RasterOptions extends LetterOptions {
  /** Width of the picture in pixels; the height follows. */
  readonly width: number;
}

/** Loaded once for the process: WebAssembly of resvg can be started only once. */
let loading: Promise<typeof import("@resvg/resvg-wasm")> | undefined;

async function load(engine: Uint8Array): Promise<typeof import("@resvg/resvg-wasm")> {
  const resvg = await import("@resvg/resvg-wasm");
  await resvg.initWasm(new Uint8Array(engine).buffer);
  return resvg;
}

/**
 * A drawing as PNG, by resvg in WebAssembly, which is loaded at the first call.
 * Rejects with the renderer's own Error where `svg` is no SVG: those we make are checked by tests.
 */
export async function pngFromSvg(svg: string, { width, fonts, engine }: RasterOptions): Promise<Uint8Array> {
  const { Resvg } = await (loading ??= load(engine));
  const drawing = new Resvg(svg, {
    fitTo: { mode: "width", value: Math.max(1, Math.round(width)) }, background: light.panel, font: faces(fonts),
  });
  const picture = drawing.render();
  const bytes = picture.asPng().slice();
  picture.free();
  drawing.free();
  return bytes;
}

const faces = (fonts: readonly Uint8Array[]): object =>
  ({ fontBuffers: [...fonts], defaultFontFamily: family, sansSerifFamily: family });

/**
 * The drawing with its letters as outlines: it looks the same on a machine that hasn't the font, in an editor that heeds
 * no embedded one, and in print; what it says is no longer text, but for its title. Of elements there are `svg title defs
 * clipPath g path image` alone, of path commands M L Q C Z. Rejects as `pngFromSvg` does.
 */
export async function outlinedSvg(svg: string, { fonts, engine }: LetterOptions): Promise<string> {
  const { Resvg } = await (loading ??= load(engine));
  const drawing = new Resvg(svg, { font: faces(fonts) });
  const drawn = drawing.toString();
  drawing.free();
  const [title = ""] = /<title>[^<]*<\/title>/u.exec(svg) ?? [];
  return drawn.replace(/\n\s*/gu, "").replace(/\bd="[^"]*"/gu, (path) => path.replace(/-?\d+\.\d+/gu, hundredths))
    .replaceAll("base64, ", "base64,").replace(/^<svg[^>]*>/u, (root) => root + title);
}

/** A coordinate in hundredths of a pixel, as the drawing's own are. */
const hundredths = (number: string): string => String(Math.round(100 * Number(number)) / 100);
