import tseslint from "typescript-eslint";

/** Strict and typed; what only a reviewer could see otherwise stands in `no-restricted-*` with its reason. */
export default tseslint.config(
  { ignores: ["dist/", "node_modules/", ".venv/", "coverage/", "demo/", "out/", "*.cjs", "eslint.config.js", "scripts/*.mjs"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/unified-signatures": "off",
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "Unseeded randomness; use #random." },
        { object: "Date", property: "now", message: "No clock below apps/: results must replay." },
      ],
      "no-console": "error",
    },
  },
  { files: ["apps/**", "validation/**", "bench/**", "examples/**", "scripts/**"], rules: { "no-console": "off", "no-restricted-properties": "off" } },
  { files: ["**/*.test.ts"], rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
);
