/** Light to counts. For now a two-state synapse under photon noise, which is the bundled demonstration. */
export { demonstrationSynapse, twoStateSynapse, type TwoStateSynapse } from "./two-state-synapse.js";
