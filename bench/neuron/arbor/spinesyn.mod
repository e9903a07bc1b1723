: AMPA and NMDA receptors, as ../mod/spinesyn.mod.
NEURON {
  POINT_PROCESS spinesyn
  USEION ca WRITE ica
  NONSPECIFIC_CURRENT i
}
PARAMETER {
  taura = 0.2 (ms)
  tauda = 2 (ms)
  taurn = 3 (ms)
  taudn = 80 (ms)
  gamax = 0.0005 (uS)
  gnmax = 0.0001 (uS)
  mg = 1 (mM)
  fca = 0.1
  e = 0 (mV)
  eca0 = 120 (mV)
}
STATE { Aa Ba An Bn }
INITIAL {
  Aa = 0
  Ba = 0
  An = 0
  Bn = 0
}
BREAKPOINT {
  SOLVE state METHOD cnexp
  LOCAL ga, gn
  ga = gamax*(Ba - Aa)
  gn = gnmax*(Bn - An)/(1 + mg/3.57*exp(-0.062*v))
  i = ga*(v - e) + (1 - fca)*gn*(v - e)
  ica = fca*gn*(v - eca0)
}
DERIVATIVE state {
  Aa' = -Aa/taura
  Ba' = -Ba/tauda
  An' = -An/taurn
  Bn' = -Bn/taudn
}
NET_RECEIVE(weight) {
  Aa = Aa + weight
  Ba = Ba + weight
  An = An + weight
  Bn = Bn + weight
}
