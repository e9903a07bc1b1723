/** A thread of `fitBase`. */
import { sessions } from "./fit-base.js";
import { workThrough } from "./work.js";

workThrough(sessions);
