: Calcium of one segment: free calcium, an immobile buffer B, a dye D, extrusion, diffusion to the next segments.
:
: COMPARTMENT makes amounts per length of cable (concentration times cross-section, um2), so rates are times `section`.
: NEURON couples two segments by D times the arithmetic mean of their LONGITUDINAL_DIFFUSION areas over the mean of
: their lengths. At a jump of diameter that is several times too much, so the area here is a parameter, `across`, which
: model.py sets such that each coupling is D / sum(length / area); MODEL.md has both numbers.
:
: `influx` is a variable of its own because NEURON takes an ica written within << ( ) for one that depends on a Nernst
: potential, and adds that to CVODE's Jacobian: CVODE then needs five times the steps.
NEURON {
  SUFFIX cadyn
  USEION ca READ ica, cai WRITE cai
  RANGE across, CaB, CaD, D
  THREADSAFE
}
UNITS {
  (mA) = (milliamp)
  (mM) = (milli/liter)
  (um) = (micron)
  FARADAY = 96485.309 (coulomb)
  PI = (pi) (1)
}
PARAMETER {
  ca0 = 5e-5 (mM)
  gam = 3 (/ms)
  Btot = 0.1 (mM)
  kfB = 500 (/mM-ms)
  kbB = 5 (/ms)
  Dtot = 0.05 (mM)
  kfD = 400 (/mM-ms)
  kbD = 0.1 (/ms)
  diffCa = 0.22 (um2/ms)
  diffD = 0.02 (um2/ms)
  across = 0 (um2)
}
ASSIGNED {
  diam (um)
  ica (mA/cm2)
  cai (mM)
  section (um2)
  influx (um2-mM/ms)
}
STATE { ca (mM) <1e-6> B (mM) CaB (mM) D (mM) CaD (mM) }
INITIAL {
  section = PI*diam*diam/4
  ca = ca0
  CaB = Btot*ca0/(ca0 + kbB/kfB)
  B = Btot - CaB
  CaD = Dtot*ca0/(ca0 + kbD/kfD)
  D = Dtot - CaD
  cai = ca
}
BREAKPOINT { SOLVE state METHOD sparse }
KINETIC state {
  COMPARTMENT section {ca B CaB D CaD}
  LONGITUDINAL_DIFFUSION diffCa*across {ca}
  LONGITUDINAL_DIFFUSION diffD*across {D CaD}
  influx = -ica*PI*diam*(10000)/(2*FARADAY) + gam*ca0*section
  ~ ca << (influx)
  ~ ca -> (gam*section)
  ~ ca + B <-> CaB (kfB*section, kbB*section)
  ~ ca + D <-> CaD (kfD*section, kbD*section)
  cai = ca
}
