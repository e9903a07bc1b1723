"""The rig's cell in NEURON, trial by trial, as bench/rig-neuron.ts asks for it.

usage: rig_model.py MECHANISMS CELL     a folder that nrnivmodl has compiled, and the cell as JSON

Prints one JSON document when the cell stands. Then, for each line in,

    fixed DT K0 N      trials K0 ... K0+N-1 by a fixed step, first order, as NEURON does by default
    second DT K0 N     secondorder = 2
    cvode ATOL K0 N    CVODE, rtol 0

it runs them and prints {"cpu_ms", "soma", "head"}: CPU a trial, and the last trial's voltages every 0.1 ms. Queueing
events and initialising are timed, building the cell is not.
"""
import json
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"
from neuron import h, load_mechanisms, __version__  # noqa: E402

NAMES = {"pyramidalSodium": "rigna", "delayedRectifier": "rigkdr", "aTypeProximal": "rigkap", "aTypeDistal": "rigkad", "hCurrent": "righ", "passiveLeak": "pas"}


def build(cell):
    sections = {one["name"]: h.Section(name=one["name"].replace(" ", "_")) for one in cell["sections"]}
    for one in cell["sections"]:
        section = sections[one["name"]]
        for at, diameter in one["points"]:
            section.pt3dadd(at, 0, 0, diameter)
        section.nseg, section.Ra, section.cm = one["compartments"], one["axialResistivity"], one["capacitance"]
    for one in cell["sections"]:
        if one["parent"]:
            sections[one["name"]].connect(sections[one["parent"]["section"]](one["parent"]["at"]), 0)
    for place in cell["membrane"]:
        # Everywhere in the section; where it is absent the conductance stays 0.
        sections[place["section"]].insert(NAMES[place["mechanism"]])
    for section in sections.values():
        for segment in section:
            for mechanism in segment:
                mechanism.g = 0
    for place in cell["membrane"]:
        mechanism = getattr(sections[place["section"]](place["at"]), NAMES[place["mechanism"]])
        mechanism.g, mechanism.e = place["g"], place["e"]
        if place["mechanism"] == "pyramidalSodium":
            mechanism.r = place["remaining"]
    for name, value in cell["globals"].items():
        setattr(h, name, value)
    contacts = []
    for place in cell["contacts"]:
        segment = sections[place["section"]](place["at"])
        fast, slow = h.RigAmpa(segment), h.RigNmda(segment)
        fast.g, slow.g = place["ampa"], place["nmda"]
        contacts.append([(point, h.NetCon(None, point, sec=segment.sec)) for point in (fast, slow)])
        for _, connection in contacts[-1]:
            connection.weight[0], connection.delay = 1, 0
    soma = sections[cell["soma"]["section"]](cell["soma"]["at"])
    pulses = []
    for start, width, current in cell["pulses"]:
        pulse = h.IClamp(soma)
        pulse.delay, pulse.dur, pulse.amp = start, width, current
        pulses.append(pulse)
    return sections, contacts, soma, sections[cell["head"]["section"]](0.5), pulses


def main():
    load_mechanisms(sys.argv[1])
    with open(sys.argv[2]) as file:
        cell = json.load(file)
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    sections, contacts, soma, head, pulses = build(cell)
    duration, rest = cell["duration"], cell["rest"]
    print(json.dumps({"version": __version__, "segments": sum(section.nseg for section in sections.values())}), file=out, flush=True)
    traces = [h.Vector().record(place._ref_v, 0.1) for place in (soma, head)]
    solver = h.CVode()
    for line in sys.stdin:
        if line.strip() == "quit":
            return
        mode, number, first, count = line.split()
        solver.active(mode == "cvode")
        if mode == "cvode":
            solver.atol(float(number))
        else:
            h.secondorder, h.dt = 2 if mode == "second" else 0, float(number)
        before = time.process_time()
        for trial in range(int(first), int(first) + int(count)):
            h.t = 0
            h.finitialize(rest)
            for contact, at in cell["trials"][trial % len(cell["trials"])]:
                for _, connection in contacts[contact]:
                    connection.event(at)
            if mode == "cvode":
                solver.solve(duration)
            else:
                for _ in range(round(duration / h.dt)):
                    h.fadvance()
        cpu = (time.process_time() - before) * 1e3 / int(count)
        print(json.dumps({"cpu_ms": cpu, "soma": list(traces[0]), "head": list(traces[1])}), file=out, flush=True)


main()
