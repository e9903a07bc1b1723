/** Programs as data, and the ways to run them: the interpreter, which is the oracle for bits, and WebAssembly. */
export {
  HALVES, LANE_BYTES, LANES, perform, type Body, type Input, type Loop, type Machine, type Output, type Port, type Program,
  type TableShape,
} from "./program.js";
export { evaluate, Tape } from "./evaluate.js";
export { interpret } from "./interpret.js";
export { instantiate } from "./emit.js";
export { locate, paddedColumns } from "./table-cells.js";
export { cubicTable, tableError, type TableColumns, type TableError, type TableGrid } from "./tables.js";
