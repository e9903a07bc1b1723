import { family, light } from "./tokens.js";

export interface RasterOptions {
  /** Width of the picture in pixels; the height follows. */
  readonly width: number;
  /** TrueType files to set text in; fonts of the machine are never used, so the same drawing gives the same pixels. */
  readonly fonts: readonly Uint8Array[];
  /** The bytes of `@resvg/resvg-wasm/index_bg.wasm`, which only the caller can load. */
  readonly engine: Uint8Array;
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
    fitTo: { mode: "width", value: Math.max(1, Math.round(width)) },
    background: light.panel,
    font: { fontBuffers: [...fonts], defaultFontFamily: family, sansSerifFamily: family },
  });
  const picture = drawing.render();
  const bytes = picture.asPng().slice();
  picture.free();
  drawing.free();
  return bytes;
}
