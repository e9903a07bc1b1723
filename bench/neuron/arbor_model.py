"""The cell of bench:neuron in Arbor, as near as Arbor comes (MODEL.md, "Arbor"): many cells, one trial each."""
import os

import arbor
from arbor import units as U

from trials import CLAMP_AMPLITUDE_NA, CLAMP_STARTS_MS, CLAMP_WIDTH_MS, DURATION_MS, trial_events

# Cylinders one after the other: (region, length µm, diameter µm); sh in halves, since the neck begins at its middle.
TRUNK = (("soma", 20, 20), ("tA", 310, 3), ("sh", 5, 3))
BEYOND = (("sh", 5, 3), ("tB", 290, 3))
TIPS = (("b1", 210, 1.5), ("b2", 210, 1.5))
SPINE = (("neck", 1, 0.15), ("head", 0.5, 0.5))
LENGTHS = {region: length for region, length, _ in TRUNK + BEYOND + TIPS + SPINE}
SEGMENTS = {"soma": 1, "tA": 31, "sh": 1, "tB": 29, "b1": 21, "b2": 21, "neck": 3, "head": 1}
REGIONS = tuple(SEGMENTS)
CALCIUM = arbor.cable_probe_density_state('"middle-of-head"', "cadyn", "c", "calcium")


def tree():
    result = arbor.segment_tree()

    def chain(parent, start, direction, cylinders):
        for region, length, diameter in cylinders:
            end = [a + length * d for a, d in zip(start, direction)]
            ends = [arbor.mpoint(*point, diameter / 2) for point in (start, end)]
            parent = result.append(parent, *ends, tag=REGIONS.index(region) + 1)
            start = end
        return parent, start

    trunk, middle = chain(arbor.mnpos, [0, 0, 0], [1, 0, 0], TRUNK)
    fork, end = chain(trunk, middle, [1, 0, 0], BEYOND)
    for side, tip in zip((1, -1), TIPS):
        chain(fork, end, [0, side, 0], [tip])
    chain(trunk, middle, [0, 0, 1], SPINE)
    return result


def boundaries(morphology):
    """Boundaries as NEURON has them; sh's compartment spans the fork, as its node in NEURON has three neighbours."""
    found = []
    for branch in range(morphology.num_branches):
        names = [REGIONS[segment.tag - 1] for segment in morphology.branch_segments(branch)]
        at, marks = 0.0, []
        for name in names:
            length, count = LENGTHS[name], SEGMENTS[name]
            marks += [at + length * i / count for i in range(count)]
            at += length
        if names[0] == "soma":
            marks = marks[1:]
        elif names[0] == "sh":
            marks = [*marks[1:], at]  # with those of b1 and b2, a point without membrane where three meet
        elif names[0] == "neck":
            marks[0] = 1e-9  # just after the fork
        found += [f"(location {branch} {mark / at!r})" for mark in marks]
    return found


def cell():
    morphology = arbor.morphology(tree())
    labels = arbor.label_dict({name: f"(tag {index + 1})" for index, name in enumerate(REGIONS)})
    labels["spine"] = '(join (region "neck") (region "head"))'
    labels["pooled"] = '(join (region "sh") (region "spine"))'
    labels["channelled"] = '(join (region "sh") (region "head"))'
    labels["middle-of-soma"] = '(on-components 0.5 (region "soma"))'
    labels["middle-of-head"] = '(on-components 0.5 (region "head"))'
    decor = arbor.decor()
    decor.set_property(Vm=-65 * U.mV, tempK=279.45 * U.Kelvin, rL=100 * U.Ohm * U.cm, cm=0.01 * U.F / U.m2)
    decor.set_ion("na", rev_pot=50 * U.mV)
    decor.set_ion("k", rev_pot=-77 * U.mV)
    decor.paint('(difference (all) (region "spine"))', arbor.density("hh"))
    decor.paint('"spine"', arbor.density("pas/e=-65", {"g": 0.0003}))
    decor.paint('"channelled"', arbor.density("cahva"))
    decor.paint('"pooled"', arbor.density("cadyn"))
    decor.place('"middle-of-head"', arbor.synapse("spinesyn"), "synapse")
    for start in CLAMP_STARTS_MS:
        clamp = arbor.i_clamp(start * U.ms, CLAMP_WIDTH_MS * U.ms, CLAMP_AMPLITUDE_NA * U.nA)
        decor.place('"middle-of-soma"', clamp)
    policy = arbor.cv_policy_explicit(f"(sum {' '.join(boundaries(morphology))})")
    return arbor.cable_cell(morphology, decor, labels, policy)


class Trials(arbor.recipe):
    """Cell i does trial first + i."""

    def __init__(self, catalogue, count, first, probed=False):
        arbor.recipe.__init__(self)
        self.count, self.first, self.probed = count, first, probed
        self.cell = cell()
        self.properties = arbor.neuron_cable_properties()
        self.properties.catalogue = arbor.default_catalogue()
        self.properties.catalogue.extend(arbor.load_catalogue(os.path.join(catalogue, "bench-catalogue.so")), "")

    def num_cells(self):
        return self.count

    def cell_kind(self, gid):
        return arbor.cell_kind.cable

    def cell_description(self, gid):
        return self.cell

    def global_properties(self, kind):
        return self.properties

    def event_generators(self, gid):
        return [
            arbor.event_generator("synapse", weight, arbor.explicit_schedule([time * U.ms]))
            for time, weight in trial_events(self.first + gid)
        ]

    def probes(self, gid):
        if not self.probed:
            return [] if gid < self.count - 1 else [CALCIUM]
        return [
            arbor.cable_probe_membrane_voltage('"middle-of-soma"', "soma"),
            arbor.cable_probe_membrane_voltage('"middle-of-head"', "head"),
            CALCIUM,
            arbor.cable_probe_density_state('"middle-of-head"', "cadyn", "CaD", "dye"),
        ]


def simulation(catalogue, count, first, probed=False):
    recipe = Trials(catalogue, count, first, probed)
    context = arbor.context(threads=1)
    return arbor.simulation(recipe, context, arbor.partition_load_balance(recipe, context))


def run(built, dt):
    built.run(DURATION_MS * U.ms, dt * U.ms)


def last_calcium(built, gid, dt):
    """A handle to the head's calcium in cell `gid`, sampled once, in the last step."""
    return built.sample((gid, "calcium"), arbor.explicit_schedule([(DURATION_MS - dt) * U.ms]))
