: AMPA and NMDA receptors, each a difference of exponentials (not normalised); a tenth of the NMDA conductance carries
: calcium towards its own reversal potential. Mg block after Jahr and Stevens 1990.
NEURON {
  POINT_PROCESS SpineSyn
  USEION ca WRITE ica
  NONSPECIFIC_CURRENT i
  THREADSAFE
}
UNITS {
  (nA) = (nanoamp)
  (mV) = (millivolt)
  (uS) = (microsiemens)
  (mM) = (milli/liter)
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
ASSIGNED {
  v (mV)
  i (nA)
  ica (nA)
}
STATE { Aa Ba An Bn }
INITIAL {
  Aa = 0
  Ba = 0
  An = 0
  Bn = 0
}
BREAKPOINT {
  LOCAL ga, gn
  SOLVE state METHOD cnexp
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
NET_RECEIVE(w) {
  Aa = Aa + w
  Ba = Ba + w
  An = An + w
  Bn = Bn + w
}
