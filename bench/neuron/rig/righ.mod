: hCurrent of src/model/mechanisms.
NEURON {
  SUFFIX righ
  NONSPECIFIC_CURRENT i
  RANGE g, e
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
  g = 0.00003 (S/cm2)
  e = -10 (mV)
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
PROCEDURE rates(v (mV)) {
  ninf = 1/(1 + exp((v + 90)/8.5))
  ntau = 2*(1/(exp(-(v + 145)/17.5) + exp((v + 16.8)/16.5)) + 5)
}
