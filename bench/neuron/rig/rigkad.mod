: aTypeDistal of src/model/mechanisms.
NEURON {
  SUFFIX rigkad
  NONSPECIFIC_CURRENT i
  RANGE g, e
  GLOBAL pace, fRT
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
  g = 0.006 (S/cm2)
  e = -90 (mV)
  pace = 1
  fRT = 0.038 (/mV)
}
ASSIGNED { v (mV) i (mA/cm2) ninf ntau (ms) linf ltau (ms) }
STATE { n l }
INITIAL {
  rates(v)
  n = ninf
  l = linf
}
BREAKPOINT {
  SOLVE gates METHOD cnexp
  i = g*n*l*(v - e)
}
DERIVATIVE gates {
  rates(v)
  n' = (ninf - n)/ntau
  l' = (linf - l)/ltau
}
PROCEDURE rates(v (mV)) { LOCAL z, a
  z = -1.8 - 1/(1 + exp((v + 40)/5))
  a = exp(z*fRT*(v - (-1)))
  ninf = 1/(1 + a)
  ntau = exp(0.39*z*fRT*(v - (-1)))/(pace*0.1*(1 + a))
  if (ntau < 0.2) { ntau = 0.2 }
  linf = 1/(1 + exp(3*fRT*(v + 56)))
  ltau = 0.26*(v + 50)
  if (ltau < 2) { ltau = 2 }
}
