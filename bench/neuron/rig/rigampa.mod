: ampa of src/model/mechanisms.
NEURON {
  POINT_PROCESS RigAmpa
  NONSPECIFIC_CURRENT i
  RANGE g
  GLOBAL pace
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
  g = 0.00025 (uS)
  pace = 1
}
ASSIGNED { v (mV) i (nA) f }
STATE { a b }
INITIAL { LOCAL t0
  a = 0
  b = 0
  t0 = 0.25*2.2/(2.2 - 0.25)*log(2.2/0.25)
  f = 1/(exp(-t0/2.2) - exp(-t0/0.25))
}
BREAKPOINT {
  SOLVE gates METHOD cnexp
  i = g*(b - a)*v
}
DERIVATIVE gates {
  a' = -pace*a/0.25
  b' = -pace*b/2.2
}
NET_RECEIVE(w) {
  a = a + w*f
  b = b + w*f
}
