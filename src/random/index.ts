/** Randomness that is a function of its key: same (seed, trial, stream, draw), same number, anywhere. */
export { poissonByInversion } from "./inversion.js";
export { philox4x32 } from "./philox.js";
export { randomStream, type RandomStream } from "./stream.js";
