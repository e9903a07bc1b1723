"""The benchmark's cell as exactly as NEURON computes it, and how far and how dear other settings are.

usage: reference.py FOLDER traces OUT.json     trials 0 and 1 by CVODE at atol 1e-8, 0.1, 0.2, … 499.9 ms
       reference.py FOLDER accuracy [OUT.json] a table of settings against that, and the cheapest that is accurate enough
       reference.py FOLDER checks              conservation and couplings, measured; Arbor and CoreNEURON beside NEURON

FOLDER as environment.sh made it. Times are processor time, the least of three runs without recording.
"""
import json
import os
import sys
import time

import numpy as np

import model
from model import cvode, h
from trials import CLAMP_STARTS_MS, DURATION_MS, trial_events

GRID_MS = 0.1
POINTS = 4999
TRIALS = (0, 1)
VOLTAGE_TOLERANCE_MV = 0.2
CALCIUM_TOLERANCE = 1e-3  # of its peak
REFERENCE = {"exact": True, "atol": 1e-8, "calcium": 1e-6}


def recorders(cell):
    head = cell.head(0.5)
    sources = {
        "soma_mV": (cell.soma(0.5)._ref_v, 1.0),
        "head_mV": (head._ref_v, 1.0),
        "calcium_uM": (head._ref_cai, 1e3),
        "dye_uM": (head._ref_CaD_cadyn, 1e3),
    }
    return {name: (h.Vector().record(source, GRID_MS), factor) for name, (source, factor) in sources.items()}


def traces(parallel, cell, trial, settings):
    """Everything on the grid, the times of spikes (soma upwards through 0 mV), and the number of steps."""
    model.settle(**settings)
    recorded, times, soma = recorders(cell), h.Vector().record(h._ref_t), h.Vector().record(cell.soma(0.5)._ref_v)
    model.run(parallel, [cell], trial)
    result = {name: np.array(vector)[1 : POINTS + 1] * factor for name, (vector, factor) in recorded.items()}
    return result, crossings(np.array(times), np.array(soma)), len(times) - 1


def crossings(times, voltage):
    """When the voltage rises through 0: the time as a cubic of the voltage through the four steps around it."""
    found = []
    for i in np.flatnonzero((voltage[:-1] < 0) & (voltage[1:] >= 0)):
        t, v = times[i - 1 : i + 3], voltage[i - 1 : i + 3]
        weights = [np.prod([v[k] / (v[k] - v[j]) for k in range(4) if k != j]) for j in range(4)]
        found.append(float(np.dot(weights, t)))
    return np.array(found)


def cost(parallel, cell, trial, settings):
    """Least processor time of three, ms."""
    model.settle(**settings)
    found = []
    for _ in range(3):
        before = time.process_time()
        model.run(parallel, [cell], trial)
        found.append((time.process_time() - before) * 1e3)
    return min(found)


def candidates():
    for calcium in (1e-6, 1e-5, 1e-4, 1e-3):
        for atol in (1e-2, 5e-3, 3e-3, 2e-3, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7):
            yield f"CVODE atol {atol:g}, calcium x {calcium:g}", {"exact": True, "atol": atol, "calcium": calcium}
    for second in (False, True):
        for halvings in range(6):
            dt = 0.1 / 2**halvings
            name = f"fixed, secondorder {2 if second else 0}, dt {dt:g}"
            yield name, {"exact": True, "second_order": second, "dt": dt}


def deviation(found, spikes, reference, expected):
    """Largest differences from the reference: mV, ms, and fractions of the peak."""
    largest = {name: float(abs(values - reference[name]).max()) for name, values in found.items()}
    same = len(spikes) == len(expected)
    return {
        "soma_mV": largest["soma_mV"],
        "head_mV": largest["head_mV"],
        "spike_ms": float(abs(spikes - expected).max()) if same else float("inf"),
        "calcium": largest["calcium_uM"] / float(reference["calcium_uM"].max()),
        "dye": largest["dye_uM"] / float(reference["dye_uM"].max()),
    }


def accuracy(parallel, cell, out):
    references = {trial: traces(parallel, cell, trial, REFERENCE) for trial in TRIALS}
    rows = []
    heads = ("dV soma", "dV head", "d spike", "dCa/peak", "dCaD/peak")
    print(f"{'setting':42} {' '.join(f'{name:>9}' for name in heads)} {'steps':>7} {'ms':>6}")
    # The reference against itself with everything ten times as tight says how far it can be trusted.
    tighter = ("CVODE atol 1e-9 (the reference's own error)", {"exact": True, "atol": 1e-9, "calcium": 1e-6})
    for name, settings in [tighter, *candidates()]:
        worst, steps, spent = {}, 0, 0.0
        for trial, (reference, expected, _) in references.items():
            found, spikes, count = traces(parallel, cell, trial, settings)
            for key, value in deviation(found, spikes, reference, expected).items():
                worst[key] = max(worst.get(key, 0.0), value)
            steps += count / len(TRIALS)
            spent += cost(parallel, cell, trial, settings) / len(TRIALS)
        rows.append({"setting": name, "settings": settings, **worst, "steps": steps, "ms": spent})
        numbers = " ".join(f"{value:9.2g}" for value in worst.values())
        print(f"{name:42} {numbers} {steps:7.0f} {spent:6.0f}", flush=True)
    good = [
        row
        for row in rows
        if max(row["soma_mV"], row["head_mV"]) <= VOLTAGE_TOLERANCE_MV and row["calcium"] <= CALCIUM_TOLERANCE
    ]
    for kind in ("CVODE", "fixed"):
        best = min((row for row in good if row["setting"].startswith(kind)), key=lambda row: row["ms"], default=None)
        print(f"cheapest {kind} within 0.2 mV and 0.1 % of peak calcium:", best["setting"] if best else "none")
    if out:
        with open(out, "w") as file:
            json.dump({"neuron": h.nrnversion(), "rows": rows}, file, indent=1)


def write_traces(parallel, cell, out):
    trials = []
    for trial in TRIALS:
        found, spikes, _ = traces(parallel, cell, trial, REFERENCE)
        columns = {name: [float(f"{value:.9g}") for value in values] for name, values in found.items()}
        trials.append({"trial": trial, "events": trial_events(trial), "spikes_ms": spikes.tolist(), **columns})
    about = {"neuron": h.nrnversion(), "settings": REFERENCE}
    grid = {"first_ms": GRID_MS, "every_ms": GRID_MS, "points": POINTS}
    with open(out, "w") as file:
        json.dump({**about, **grid, "clamps_ms": CLAMP_STARTS_MS, "duration_ms": DURATION_MS, "trials": trials}, file)


def volume(segment):
    return model.area(segment.diam) * segment.sec.L / segment.sec.nseg


def conservation(parallel, cell):
    """Calcium put into the head, channels and pump off, stays in amount: relative change over 100 ms."""
    pump, gates = h.gam_cadyn, [getattr(cell, name) for name in model.CHANNELLED]
    for label, settings in (("fixed", {"exact": True}), ("CVODE atol 1e-3", {"exact": True, "atol": 1e-3})):
        model.settle(**settings)
        h.gam_cadyn = 0
        for section in gates:
            section.gbar_cahva = 0
        h.finitialize(model.REST_MV)
        cell.head(0.5).cadyn.ca = 0.05
        if "atol" in settings:
            cvode.re_init()
        before = amounts(cell)
        parallel.psolve(100)
        changes = ", ".join(f"{b / a - 1:.1e}" for a, b in zip(before, amounts(cell)))
        print(f"{label}: calcium and dye change by {changes} of their amounts in 100 ms")
    h.gam_cadyn = pump
    for section in gates:
        section.gbar_cahva = 0.0002


def amounts(cell):
    pools = [(volume(segment), segment.cadyn) for segment in cell.pools()]
    return sum(v * (p.ca + p.CaB + p.CaD) for v, p in pools), sum(v * (p.D + p.CaD) for v, p in pools)


def measured_couplings(cell):
    """Length / area between neighbours as NEURON steps it: one step of 1 ns from 1 mM in one pool, reactions off."""
    names = ("kfB", "kfD", "kbB", "kbD", "gam")
    kept = {name: getattr(h, f"{name}_cadyn") for name in names}
    for name in names:
        setattr(h, f"{name}_cadyn", 1e-15)
    for label, areas in (
        ("with the benchmark's `across`", model.across()),
        ("with true cross-sections", {name: model.area(model.GEOMETRY[name][1]) for name in model.POOLED}),
    ):
        model.settle(True, dt=1e-6)
        for name in model.POOLED:
            getattr(cell, name).across_cadyn = areas[name]
        found = []
        for index in range(4):
            h.finitialize(model.REST_MV)
            pools = cell.pools()
            for pool in pools:
                pool.cadyn.ca = 0
            pools[index + 1].cadyn.ca = 1
            h.fadvance()
            found.append(pools[index].cadyn.ca * volume(pools[index]) / 1e-6 / h.diffCa_cadyn)
        values = ", ".join(f"{value:.5f}" for value in found)
        print(f"area / length between sh, neck 1, 2, 3, head {label}: {values} um")
    for name, value in kept.items():
        setattr(h, f"{name}_cadyn", value)
    for name in model.POOLED:
        getattr(cell, name).across_cadyn = model.across()[name]


def beside_arbor(folder, parallel, cell):
    """The same trial without diffusion in both, at 0.025 ms."""
    import arbor
    import arbor_model

    for name in model.POOLED:
        getattr(cell, name).across_cadyn = 0
    found, spikes, _ = traces(parallel, cell, 0, {"exact": True, "dt": 0.025})
    for name in model.POOLED:
        getattr(cell, name).across_cadyn = model.across()[name]
    built = arbor_model.simulation(os.path.join(folder, "arbor"), 1, 0, probed=True)
    every = arbor.regular_schedule(GRID_MS * arbor.units.ms)
    samples = {name: built.sample((0, name), every) for name in ("soma", "head", "calcium", "dye")}
    arbor_model.run(built, 0.025)
    theirs = {name: built.samples(handle)[0][0][1 : POINTS + 1, 1] for name, handle in samples.items()}
    print("Arbor beside NEURON, trial 0, both without diffusion, dt 0.025, hh without table:")
    for ours, other, factor in (
        ("soma_mV", "soma", 1),
        ("head_mV", "head", 1),
        ("calcium_uM", "calcium", 1e3),
        ("dye_uM", "dye", 1e3),
    ):
        values = theirs[other] * factor
        difference = np.sqrt(np.mean((values - found[ours]) ** 2))
        ranges = [f"{name} {v.min():.4g} to {v.max():.4g}" for name, v in (("NEURON", found[ours]), ("Arbor", values))]
        largest = abs(values - found[ours]).max()
        print(f"  {ours}: {', '.join(ranges)}, difference {difference:.3g} RMS, {largest:.3g} at most")


def main():
    if len(sys.argv) < 3 or sys.argv[2] not in ("traces", "accuracy", "checks"):
        sys.exit(__doc__)
    folder, what, out = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None
    model.load(os.path.join(folder, "neuron"))
    parallel = h.ParallelContext()
    parallel.set_maxstep(10)
    cell = model.Cell()
    if what == "traces":
        write_traces(parallel, cell, out or sys.exit(__doc__))
    elif what == "accuracy":
        accuracy(parallel, cell, out)
    else:
        conservation(parallel, cell)
        measured_couplings(cell)
        beside_arbor(folder, parallel, cell)


if __name__ == "__main__":
    main()
