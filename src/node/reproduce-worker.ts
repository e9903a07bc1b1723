/** A thread of `reproduce`. */
import { spines } from "./reproduce.js";
import { workThrough } from "./work.js";

workThrough(spines);
