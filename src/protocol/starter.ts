/** A protocol to start from, with remarks; `name` becomes its name. */
export function starterProtocol(name = "My first experiment"): string {
  return `# A protocol. What is not said here has a default: radiatum protocol fields lists them all.
# Editors complete it with: radiatum protocol schema > protocol.schema.json
name: ${JSON.stringify(name)}
about: Calcium in one spine for one action potential, for a train of EPSPs, and for both together.

# Path length from the soma; dendrites are oblique, trunk, tuft, basal.
spine: { dendrite: oblique, distance: 120 µm }

pipette:
  dye: magnesium green 500 µM   # or calcium green-1, OGB-1, Fluo-4, Fluo-5F, Fluo-4FF, GCaMP6f; none
  structuralDye: none           # or Alexa Fluor 594 50 µM
  atp: 5 mM                     # without ATP, calcium channels run down

electrode: { mode: current clamp, holding: -70 mV, seriesResistance: 15 MΩ }

# What is done in a trial. A stimulus is one thing, or a list of things.
stimuli:
  AP: { kind: action potentials, at: 100 ms }
  EPSP: { kind: synaptic, at: 100 ms, count: 5, frequency: 66 Hz }
  paired:
    - { kind: synaptic, at: 100 ms, count: 5, frequency: 66 Hz }
    - { kind: action potentials, at: 100 ms, count: 5, frequency: 66 Hz }

# In the order in which they are applied; drugs wash in and out.
conditions:
  control:
  APV: { drugs: { D-APV: 100 µM }, wait: 10 min }

# Of every stimulus in every condition, one every 10 s.
trials: 10
interval: 10 s

imaging: { kind: line scan, period: 2 ms, pixels: 64 }
seed: 1
`;
}
