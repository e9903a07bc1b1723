/** A thread of `simulateOnWorkers`. */
import { portions } from "./simulate-on-workers.js";
import { workThrough } from "./work.js";

workThrough(portions);
