: High-voltage-activated calcium channel, as ../mod/cahva.mod.
NEURON {
  SUFFIX cahva
  USEION ca WRITE ica
  RANGE gbar
}
PARAMETER {
  gbar = 0.0002 (S/cm2)
  eca0 = 120 (mV)
}
STATE { m h }
INITIAL {
  m = 1/(1 + exp(-(v + 15)/7))
  h = 1/(1 + exp((v + 45)/9))
}
BREAKPOINT {
  SOLVE states METHOD cnexp
  ica = gbar*m*m*h*(v - eca0)
}
DERIVATIVE states {
  LOCAL minf, mtau, hinf
  minf = 1/(1 + exp(-(v + 15)/7))
  mtau = 0.4 + 1.2/(1 + exp((v + 10)/10))
  hinf = 1/(1 + exp((v + 45)/9))
  m' = (minf - m)/mtau
  h' = (hinf - h)/40
}
