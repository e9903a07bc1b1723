import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Fonts and renderer for reports and pictures, from the packages they come in. Read when first asked for. */
export interface PictureResources {
  readonly fonts: { readonly regular: Uint8Array; readonly semibold: Uint8Array };
  /** WebAssembly of resvg. */
  readonly engine: Uint8Array;
}

let loaded: PictureResources | undefined;

/** IBM Plex Sans (Open Font License 1.1) in two weights, and resvg; the same on every machine. */
export function pictureResources(): PictureResources {
  if (loaded) return loaded;
  const { resolve } = createRequire(import.meta.url);
  const fonts = dirname(resolve("@expo-google-fonts/ibm-plex-sans/package.json"));
  const bytes = (path: string): Uint8Array => new Uint8Array(readFileSync(path));
  loaded = {
    fonts: {
      regular: bytes(join(fonts, "400Regular", "IBMPlexSans_400Regular.ttf")),
      semibold: bytes(join(fonts, "600SemiBold", "IBMPlexSans_600SemiBold.ttf")),
    },
    engine: bytes(resolve("@resvg/resvg-wasm/index_bg.wasm")),
  };
  return loaded;
}
