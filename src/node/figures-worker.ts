/** A thread of `drawFigures`. */
import { pictures } from "./figures.js";
import { workThrough } from "./work.js";

workThrough(pictures);
