import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: "#errors", replacement: at("./src/errors.ts") },
      { find: /^#(\w+)$/, replacement: at("./src/$1/index.ts") },
      { find: /^radiatum\/(\w+)$/, replacement: at("./src/$1/index.ts") },
      { find: /^radiatum$/, replacement: at("./src/index.ts") },
    ],
  },
  test: {
    include: ["src/**/*.test.ts", "apps/**/*.test.ts", "validation/**/*.test.ts", "examples/**/*.test.ts"],
    testTimeout: 60_000,
    // A page is asked again until it shows what it should; a loaded machine takes longer than the second that is usual.
    expect: { poll: { timeout: 20_000 } },
    globalSetup: "apps/web/tests/set-up.ts",
  },
});
