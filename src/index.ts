/**
 * Radiatum's public door: experiments at the virtual rig, or recordings from a real one, in; measurements out. Pure, and
 * at home in a browser; `radiatum/node` adds the file system and threads, `radiatum/report` the pages, figures and tables.
 */
export { failures, RigError, type FailureKind } from "#errors";
export * from "#units";
export { exp, log } from "#elementary";
export { philox4x32, randomStream, type RandomStream } from "#random";
export * from "#recording";
export * from "#formats";
export * from "#statistics";
export * from "#analysis";
export * from "#microscope";
export * from "#experiment";
export { plot, type Plot } from "./plot.js";
