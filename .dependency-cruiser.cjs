/** Who may import whom; ARCHITECTURE.md says why. Each folder of src is entered by its index.ts alone. */
const modules = [
  "elementary", "units", "random", "morphology", "engine", "model", "protocol", "electrode", "microscope", "rig", "recording", "formats", "statistics", "analysis", "report", "experiment", "paper",
];
const allowed = {
  elementary: [],
  units: [],
  random: ["elementary"],
  morphology: ["elementary"],
  engine: ["elementary", "units", "random", "morphology"],
  model: ["elementary", "random", "engine", "units", "morphology"],
  protocol: ["elementary", "units", "model", "electrode", "microscope"],
  electrode: ["elementary", "units", "random"],
  rig: ["elementary", "units", "random", "morphology", "engine", "model", "protocol", "electrode", "microscope", "recording"],
  recording: ["units"],
  microscope: ["elementary", "units", "random", "recording"],
  statistics: ["elementary", "random"],
  formats: ["elementary", "units", "recording"],
  analysis: ["elementary", "units", "random", "recording", "statistics"],
  report: ["elementary", "units", "recording", "statistics", "analysis"],
  paper: ["elementary", "units", "random", "model", "protocol", "recording", "rig", "statistics", "analysis", "report"],
  experiment: ["model", "engine", "protocol", "rig", "recording", "analysis"],
};
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "one-way-flow: errors import nothing", severity: "error", from: { path: "^src/errors" }, to: { path: "^src/" } },
    ...modules.map((name) => ({
      name: `one-way-flow: ${name}`,
      severity: "error",
      from: { path: `^src/${name}/`, pathNot: "\\.test\\.ts$" },
      to: { path: "^src/", pathNot: `^src/(${[name, ...allowed[name]].join("|")})/|^src/errors` },
    })),
    ...modules.map((name) => ({
      name: `door: ${name} is entered by its index.ts`,
      severity: "error",
      from: { path: "^src/", pathNot: `^src/${name}/` },
      to: { path: `^src/${name}/`, pathNot: `^src/${name}/index\\.ts$` },
    })),
    {
      name: "apps use the public API alone",
      severity: "error",
      from: { path: "^(apps|examples)/" },
      to: { path: "^src/", pathNot: "^src/(index|[^/]+/index)\\.ts$" },
    },
    {
      name: "door: apps/server is entered by its index.ts",
      severity: "error",
      from: { pathNot: "^apps/server/" },
      to: { path: "^apps/server/", pathNot: "^apps/server/index\\.ts$" },
    },
    {
      name: "the server knows neither the command line nor the page, and the page knows no server",
      severity: "error",
      from: { path: "^apps/(server|web)/", pathNot: "^apps/web/tests/|\\.test\\.ts$" },
      to: { path: "^apps/(cli|server|web)/", pathNot: "^apps/$1/" },
    },
    {
      name: "only src/node touches the machine",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/node/|\\.test\\.ts$" },
      to: { dependencyTypes: ["core"] },
    },
    { name: "src never imports apps", severity: "error", from: { path: "^src/", pathNot: "\\.test\\.ts$" }, to: { path: "^(apps|validation|bench|examples)/" } },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
