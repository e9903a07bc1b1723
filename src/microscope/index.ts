/** Light to counts. For now: a two-state synapse under photon noise, the bundled demonstration. */
export {};
