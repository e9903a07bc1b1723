: pyramidalSodium of src/model/mechanisms, equation by equation. Numbers that the cell decides are RANGE or set by rig_model.py.
NEURON {
  SUFFIX rigna
  NONSPECIFIC_CURRENT i
  RANGE g, e, r
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
  g = 0.02 (S/cm2)
  e = 55 (mV)
  r = 1
  pace = 1
  fRT = 0.038 (/mV)
}
ASSIGNED { v (mV) i (mA/cm2) minf mtau (ms) hinf htau (ms) sinf stau (ms) }
STATE { m h s }
INITIAL {
  rates(v)
  m = minf
  h = hinf
  s = sinf
}
BREAKPOINT {
  SOLVE gates METHOD cnexp
  i = g*m*m*m*h*s*(v - e)
}
DERIVATIVE gates {
  rates(v)
  m' = (minf - m)/mtau
  h' = (hinf - h)/htau
  s' = (sinf - s)/stau
}
PROCEDURE rates(v (mV)) { LOCAL a, b, c
  a = 0.4*7.2*linoid(-(v + 30)/7.2)
  b = 0.124*7.2*linoid((v + 30)/7.2)
  minf = a/(a + b)
  mtau = 1/(a + b)/pace
  if (mtau < 0.02) { mtau = 0.02 }
  a = 0.03*1.5*linoid(-(v + 45)/1.5)
  b = 0.01*1.5*linoid((v + 45)/1.5)
  hinf = 1/(1 + exp((v + 50)/4))
  htau = 1/(a + b)/pace
  if (htau < 0.5) { htau = 0.5 }
  c = 1/(1 + exp((v + 58)/2))
  sinf = c + r*(1 - c)
  stau = exp(2.4*fRT*(v + 60))/(0.0003*(1 + exp(12*fRT*(v + 60))))
  if (stau < 10) { stau = 10 }
}
: x/(exp(x) - 1)
FUNCTION linoid(x) {
  if (fabs(x) < 1e-6) { linoid = 1 - x/2 } else { linoid = x/(exp(x) - 1) }
}
