/** The model's numbers as a whole: named sets, and the table of all. */
export { mechanisms } from "./mechanisms.js";
export { parameterSet, parameterSetNames } from "./parameter-sets.js";
export { parameterNames, parameterTable, type ParameterRow } from "./parameter-table.js";
