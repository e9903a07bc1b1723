: High-voltage-activated calcium channel, m^2 h, with a fixed reversal potential.
NEURON {
  SUFFIX cahva
  USEION ca WRITE ica
  RANGE gbar
  THREADSAFE
}
UNITS {
  (mA) = (milliamp)
  (mV) = (millivolt)
  (S) = (siemens)
}
PARAMETER {
  gbar = 0.0002 (S/cm2)
  eca0 = 120 (mV)
}
ASSIGNED {
  v (mV)
  ica (mA/cm2)
  minf
  mtau (ms)
  hinf
  htau (ms)
}
STATE { m h }
INITIAL {
  rates(v)
  m = minf
  h = hinf
}
BREAKPOINT {
  SOLVE states METHOD cnexp
  ica = gbar*m*m*h*(v - eca0)
}
DERIVATIVE states {
  rates(v)
  m' = (minf - m)/mtau
  h' = (hinf - h)/htau
}
PROCEDURE rates(v (mV)) {
  minf = 1/(1 + exp(-(v + 15)/7))
  mtau = 0.4 + 1.2/(1 + exp((v + 10)/10))
  hinf = 1/(1 + exp((v + 45)/9))
  htau = 40
}
