"""The cell of bench:neuron in NEURON, and the trials; MODEL.md has the same in words and tables.

Importing this module needs NEURON; trials.py holds what Arbor's side shares.
"""
import math
import os

from neuron import h

from trials import CLAMP_AMPLITUDE_NA, CLAMP_STARTS_MS, CLAMP_WIDTH_MS, DURATION_MS, PULSES, trial_events

cvode = h.CVode()
REST_MV = -65.0
# name: length µm, diameter µm, segments
GEOMETRY = {
    "soma": (20, 20, 1),
    "tA": (310, 3, 31),
    "sh": (10, 3, 1),
    "tB": (290, 3, 29),
    "b1": (210, 1.5, 21),
    "b2": (210, 1.5, 21),
    "neck": (1, 0.15, 3),
    "head": (0.5, 0.5, 1),
}
EXCITABLE = ("soma", "tA", "sh", "tB", "b1", "b2")
PASSIVE = ("neck", "head")
CHANNELLED = ("sh", "head")  # calcium channels
POOLED = ("sh", "neck", "head")  # calcium, buffer, dye


def load(folder):
    """Loads the compiled mechanisms of FOLDER/neuron or FOLDER/coreneuron (see environment.sh)."""
    if not h.nrn_load_dll(os.path.join(folder, "x86_64", "libnrnmech.so")):
        raise SystemExit(f"no mechanisms in {folder}: run environment.sh first")


def area(diameter):
    return math.pi * diameter**2 / 4


def couplings():
    """Length / area between centres (1/µm) of each pair of pools, sh's centre being where the neck begins."""
    (_, _, segments), half_neck = GEOMETRY["neck"], GEOMETRY["neck"][0] / GEOMETRY["neck"][2] / 2
    neck = half_neck / area(GEOMETRY["neck"][1])
    head = GEOMETRY["head"][0] / 2 / area(GEOMETRY["head"][1])
    return [1 / neck] + [1 / (2 * neck)] * (segments - 1) + [1 / (neck + head)]


def across():
    """What `across` must be in sh, the neck's segments and the head for NEURON to use couplings().

    NEURON's own rule for two segments of length a and b: coupling = mean of `across` / mean of (a, b).
    """
    length, diameter, segments = GEOMETRY["neck"]
    first, *_, last = couplings()
    step = length / segments
    sh = first * (GEOMETRY["sh"][0] + step) - area(diameter)
    head = last * (GEOMETRY["head"][0] + step) - area(diameter)
    return {"sh": sh, "neck": area(diameter), "head": head}


class Cell:
    def __init__(self, hh="hh"):
        for name, (length, diameter, segments) in GEOMETRY.items():
            section = h.Section(name=name, cell=self)
            section.L, section.diam, section.nseg, section.Ra, section.cm = length, diameter, segments, 100, 1
            setattr(self, name, section)
        self.tA.connect(self.soma(1))
        self.sh.connect(self.tA(1))
        self.tB.connect(self.sh(1))
        self.b1.connect(self.tB(1))
        self.b2.connect(self.tB(1))
        self.neck.connect(self.sh(0.5))
        self.head.connect(self.neck(1))
        for name in EXCITABLE:
            getattr(self, name).insert(hh)  # its defaults: 0.12, 0.036, 0.0003 S/cm², −54.3 mV; ENa 50, EK −77 mV
        for name in PASSIVE:
            getattr(self, name).insert("pas")
            getattr(self, name).g_pas, getattr(self, name).e_pas = 0.0003, REST_MV
        for name in CHANNELLED:
            getattr(self, name).insert("cahva")
        for name in POOLED:
            getattr(self, name).insert("cadyn")
            getattr(self, name).across_cadyn = across()[name]
        self.synapse = h.SpineSyn(self.head(0.5))
        # One connection a pulse, since an event takes its weight from its connection.
        self.connections = [h.NetCon(None, self.synapse) for _ in range(PULSES)]
        self.clamps = [h.IClamp(self.soma(0.5)) for _ in CLAMP_STARTS_MS]
        for clamp, start in zip(self.clamps, CLAMP_STARTS_MS):
            clamp.delay, clamp.dur, clamp.amp = start, CLAMP_WIDTH_MS, CLAMP_AMPLITUDE_NA
        self.events = []

    def __str__(self):
        return "Cell"

    def take(self, trial):
        """Before h.finitialize: the weights of this trial's events."""
        self.events = trial_events(trial)
        for connection, (_, weight) in zip(self.connections, self.events):
            connection.weight[0] = weight

    def queue(self):
        """After h.finitialize: the events themselves."""
        for connection, (time, _) in zip(self.connections, self.events):
            connection.event(time)

    def pools(self):
        """Segments with calcium, from the shaft to the head."""
        return [self.sh(0.5), *self.neck, self.head(0.5)]


def settle(exact, second_order=False, dt=0.025, atol=None, calcium=1e-6):
    """The settings of a run: fixed step of dt, or CVODE with rtol 0 and this atol, for calcium times `calcium`."""
    h.celsius = 6.3
    h.usetable_hh = 0 if exact else 1
    h.secondorder = 2 if second_order else 0
    cvode.cache_efficient(1)  # of no effect since 9.0, where storage always is so
    cvode.active(atol is not None)
    if atol is None:
        h.dt = dt
    else:
        cvode.rtol(0)
        cvode.atol(atol)
        cvode.atolscale("ca_cadyn", calcium)


def run(parallel, cells, first, duration=DURATION_MS):
    """Cell i does trial first + i."""
    for index, cell in enumerate(cells):
        cell.take(first + index)
    h.finitialize(REST_MV)
    for cell in cells:
        cell.queue()
    parallel.psolve(duration)
