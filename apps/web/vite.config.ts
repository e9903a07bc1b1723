import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type UserConfig } from "vite";
import solid from "vite-plugin-solid";
import { sourcesDigest } from "../../validation/sources.js";
import { subsetFonts } from "./build/fonts.js";
import { keptFiles } from "./build/kept-files.js";
import { SERVICE_WORKER } from "./service-worker/kept-file.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const src = `${root}src/`;

/** The workbench as static files: from sources, so that it never waits for the library's own build. */
export default defineConfig(async (): Promise<UserConfig> => {
  const fonts = await subsetFonts(`${root}dist/.fonts`);
  const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { version: string };
  return {
    // What this page was made from, so that it can say whether evidence was made from the same.
    define: { __VERSION__: JSON.stringify(version), __SOURCES__: JSON.stringify(sourcesDigest(root)) },
    root: `${root}apps/web`,
    // Relative addresses: the same files serve from any folder of any host.
    base: "./",
    plugins: [solid(), keptFiles()],
    resolve: {
      alias: [
        { find: "@fonts", replacement: fonts },
        { find: "#errors", replacement: `${src}errors.ts` },
        { find: /^#(\w+)$/, replacement: `${src}$1/index.ts` },
        { find: /^radiatum\/(\w+)$/, replacement: `${src}$1/index.ts` },
        { find: /^radiatum$/, replacement: `${src}index.ts` },
      ],
    },
    worker: { format: "es" },
    build: {
      target: "es2023", outDir: `${root}dist/apps/web`, emptyOutDir: true, assetsInlineLimit: 0, reportCompressedSize: false, chunkSizeWarningLimit: 4000,
      rolldownOptions: {
        checks: { bundlerTimings: false },
        input: { index: `${root}apps/web/index.html`, worker: `${root}apps/web/service-worker/service-worker.ts` },
        // A service worker governs the folder that it lies in, and browsers look for its successor under the same name.
        output: { entryFileNames: ({ name }) => (name === "worker" ? SERVICE_WORKER : "assets/[name]-[hash].js") },
      },
    },
  };
});
