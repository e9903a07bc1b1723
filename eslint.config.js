import tseslint from "typescript-eslint";

const REPLAYS = [
  { object: "Math", property: "random", message: "Unseeded randomness; use #random." },
  { object: "Date", property: "now", message: "No clock below apps/: results must replay." },
];
const ELSEWHERE = "Its last bits differ between JavaScript engines; #elementary has one whose don't.";
/** What ECMAScript leaves "implementation-approximated"; sqrt, abs, floor, min, max … are exact. */
const APPROXIMATED = [
  "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "cos", "cosh", "exp", "expm1", "hypot", "log", "log10", "log1p",
  "log2", "pow", "sin", "sinh", "tan", "tanh",
].map((property) => ({ object: "Math", property, message: ELSEWHERE }));
/** A power of 2 by its numerals is exact in every engine. */
const POWER = "[operator='**']:not([left.value=2]:matches([right.type='Literal'], [right.operator='-'][right.argument.type='Literal']))";

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
      "no-restricted-properties": ["error", ...REPLAYS],
      "no-console": "error",
    },
  },
  {
    files: ["src/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-properties": ["error", ...REPLAYS, ...APPROXIMATED],
      "no-restricted-syntax": [
        "error",
        { selector: `BinaryExpression${POWER}`, message: `${ELSEWHERE} square(x), cube(x) or pow(x, y).` },
        { selector: "AssignmentExpression[operator='**=']", message: `${ELSEWHERE} square(x), cube(x) or pow(x, y).` },
      ],
    },
  },
  { files: ["apps/**", "validation/**", "bench/**", "examples/**", "scripts/**"], rules: { "no-console": "off", "no-restricted-properties": "off" } },
  { files: ["**/*.test.ts"], rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
);
