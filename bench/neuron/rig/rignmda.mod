: nmda of src/model/mechanisms, without the share of its current that is calcium: the charge is the total's.
NEURON {
  POINT_PROCESS RigNmda
  NONSPECIFIC_CURRENT i
  RANGE g
  GLOBAL rising, falling, mg
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
  g = 0.0004 (uS)
  rising = 1
  falling = 1
  mg = 2
}
ASSIGNED { v (mV) i (nA) peak }
STATE { r f s }
INITIAL { LOCAL x
  r = 0
  f = 0
  s = 0
  x = -2.5*log(2.5*(0.8/50 + 0.2/200))
  x = -2.5*log(2.5*(0.8/50*exp(-x/50) + 0.2/200*exp(-x/200)))
  x = -2.5*log(2.5*(0.8/50*exp(-x/50) + 0.2/200*exp(-x/200)))
  x = -2.5*log(2.5*(0.8/50*exp(-x/50) + 0.2/200*exp(-x/200)))
  peak = 0.8*exp(-x/50) + 0.2*exp(-x/200) - exp(-x/2.5)
}
BREAKPOINT {
  SOLVE gates METHOD cnexp
  i = g*(f + s - r)*v/(1 + mg/2.552*exp(-0.072*v))
}
DERIVATIVE gates {
  r' = -rising*r/2.5
  f' = -falling*f/50
  s' = -falling*s/200
}
NET_RECEIVE(w) { LOCAL n, free
  n = w
  if (n > 1/0.6) { n = 1/0.6 }
  free = 1 - 0.6*peak*(f + s)
  if (free < 0) { free = 0 }
  n = n*free/peak
  r = r + n
  f = f + 0.8*n
  s = s + 0.2*n
}
