/** From a shock to glutamate: which axons fire, and which of their spikes release. */
export { firing, type Shock } from "./firing.js";
export { releaseQuantities, stimulationQuantities } from "./quantities.js";
export {
  releaseProbability, releases, type Release, type ReleaseAttempt, type ReleaseRequest, type TerminalMemory,
} from "./release.js";
