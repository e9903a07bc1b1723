: Calcium of one segment as in ../mod/cadyn.mod, without diffusion between segments, and with B = Btot - CaB and
: D = Dtot - CaD put in, which spares Arbor two of five states.
NEURON {
  SUFFIX cadyn
  USEION ca READ ica
}
PARAMETER {
  ca0 = 5e-5 (mM)
  gam = 3 (/ms)
  Btot = 0.1 (mM)
  kfB = 500
  kbB = 5 (/ms)
  Dtot = 0.05 (mM)
  kfD = 400
  kbD = 0.1 (/ms)
  FARADAY = 96485.309
}
STATE { c CaB CaD }
INITIAL {
  c = ca0
  CaB = Btot*ca0/(ca0 + kbB/kfB)
  CaD = Dtot*ca0/(ca0 + kbD/kfD)
}
BREAKPOINT {
  SOLVE state METHOD sparse
}
DERIVATIVE state {
  LOCAL toB, toD
  toB = kfB*c*(Btot - CaB) - kbB*CaB
  toD = kfD*c*(Dtot - CaD) - kbD*CaD
  c' = -ica*10000*4/(2*FARADAY*diam) - gam*(c - ca0) - toB - toD
  CaB' = toB
  CaD' = toD
}
