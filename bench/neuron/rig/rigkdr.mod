: delayedRectifier of src/model/mechanisms.
NEURON {
  SUFFIX rigkdr
  NONSPECIFIC_CURRENT i
  RANGE g, e
  GLOBAL fRT
  THREADSAFE
}
UNITS {
  (mA) = (milliamp)
  (nA) = (nanoamp)
  (mV) = (millivolt)
  (S) = (siemens)
  (uS) = (microsiemens)
}
PARAMETER {
  g = 0.01 (S/cm2)
  e = -90 (mV)
  fRT = 0.038 (/mV)
}
ASSIGNED { v (mV) i (mA/cm2) ninf ntau (ms) }
STATE { n }
INITIAL {
  rates(v)
  n = ninf
}
BREAKPOINT {
  SOLVE gates METHOD cnexp
  i = g*n*(v - e)
}
DERIVATIVE gates {
  rates(v)
  n' = (ninf - n)/ntau
}
PROCEDURE rates(v (mV)) { LOCAL a
  a = exp(-3*fRT*(v - 13))
  ninf = 1/(1 + a)
  ntau = exp(-2.1*fRT*(v - 13))/(0.02*(1 + a))
  if (ntau < 2) { ntau = 2 }
}
