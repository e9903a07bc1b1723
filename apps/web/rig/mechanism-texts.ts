/** Texts to begin a mechanism from; whoever writes one changes them line by line. */
export const STARTERS: Readonly<Record<string, { readonly name: string; readonly text: string; readonly in: readonly string[] }>> = {
  "A potassium channel": {
    name: "slowPotassium", in: ["dendrites"],
    text: `# What stands behind a number is kept as its source.
parameter gMax = 1 mS/cm² from 0 mS/cm² to 10 mS/cm²     # chosen
parameter reversal = -90 mV from -100 mV to -70 mV       # chosen
parameter half = -35 mV from -60 mV to 0 mV              # chosen
parameter slope = 10 mV from 3 mV to 20 mV               # chosen
parameter tau = 20 ms from 1 ms to 200 ms                # chosen
reads v in mV
state m

steady = 1 / (1 + exp(−(v − half) / slope))
d m/dt = (steady − m) / tau
current total = gMax · m · (v − reversal)
`,
  },
  "A calcium channel": {
    name: "fastCalcium", in: ["spine heads"],
    text: `parameter gMax = 0.1 mS/cm² from 0 mS/cm² to 5 mS/cm²    # chosen
parameter reversal = 60 mV from 40 mV to 120 mV          # chosen
reads v in mV
state m

d m/dt = (1 / (1 + exp(−(v + 10 mV) / 6 mV)) − m) / 0.5 ms
flow = gMax · m · (v − reversal)
current total = flow
current ca = flow            # what of it is calcium, and enters
`,
  },
  "A calcium pump": {
    name: "pump", in: ["spine heads"],
    text: `placed in a volume
parameter most = 1 µM/ms from 0 µM/ms to 20 µM/ms        # chosen
parameter half = 1 µM from 0.1 µM to 10 µM               # chosen
parameter resting = 0.075 µM                             # where it balances its leak
state ca in µM

ca → : most / (ca + half)
→ ca : most · resting / (resting + half)
`,
  },
  "A calcium buffer": {
    name: "buffer", in: ["everywhere"],
    text: `placed in a volume
parameter total = 100 µM from 0 µM to 1000 µM            # chosen
parameter on = 0.1 /µM/ms from 0.001 /µM/ms to 1 /µM/ms  # chosen
parameter off = 0.05 /ms from 0.001 /ms to 10 /ms        # chosen
parameter resting = 0.075 µM                             # at which it begins in balance
state ca in µM
state free in µM, bound in µM

ca + free ⇌ bound : on, off
initial free = total · off / (off + on · resting)
initial bound = total · on · resting / (off + on · resting)
`,
  },
};
