/** From a shock to glutamate: which axons fire, and which of their spikes release. */
export { firing, type Shock } from "./firing.js";
export { releaseQuantities, stimulationQuantities } from "./quantities.js";
export {
  releaseProbability, releases, terminalOf, type Release, type ReleaseAttempt, type ReleaseRequest, type Terminal,
  type TerminalMemory,
} from "./release.js";
