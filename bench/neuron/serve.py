"""One simulator as a process that runs trials when told to, so that a driver can take programs in turn.

usage: serve.py neuron|coreneuron|coreneuron-exact|arbor FOLDER [CELLS]     FOLDER as environment.sh made it

Each line out is one JSON document; the first has the versions and settings. Then, for each line in,

    fixed K0 N [DT]           trials K0 … K0+N−1 by a fixed step of DT, 0.025 ms unless given
    fixed-exact K0 N [DT]     the same with hh's rates computed, not taken from its table of 1 mV
                              (all that Arbor and coreneuron-exact have; coreneuron has fixed alone)
    second K0 N [DT]          NEURON's secondorder = 2: Crank-Nicolson, gates at half steps
    second-exact K0 N [DT]
    cvode ATOL K0 N [SCALE]   CVODE, rtol 0, absolute tolerance ATOL; for calcium SCALE·ATOL, SCALE 1e-6 unless given
    quit

    {"command", "trials", "ms_per_trial", "cpu_ms_per_trial", "calcium_uM"}

where calcium_uM is the head's free calcium when the last cell's trial ends: proof that the work was done. CELLS cells
(1 for NEURON, 8 for CoreNEURON, 16 for Arbor, unless given) are stepped together on one thread, a trial each, so N must
be their multiple. Building cells is not timed; initialisation, queueing events and CoreNEURON's copying in and out are.
"""
import json
import os
import platform
import subprocess
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"
# Each program's best count of cells; 64 take CoreNEURON twice the time per trial.
CELLS = {"neuron": 1, "coreneuron": 8, "coreneuron-exact": 8, "arbor": 16}


def answer(stream, document):
    print(json.dumps(document), file=stream, flush=True)


def compiler():
    return subprocess.run(["g++", "--version"], capture_output=True, text=True).stdout.split("\n")[0]


def flags(folder):
    with open(os.path.join(folder, "flags")) as file:
        return file.read().strip()


class Neuron:
    modes = ("fixed", "fixed-exact", "second", "second-exact", "cvode")

    def __init__(self, name, folder, cells):
        os.environ["CORENEURONLIB"] = os.path.join(folder, "coreneuron", "x86_64", "libcorenrnmech.so")
        import model

        self.model, self.core, exact = model, name != "neuron", name == "coreneuron-exact"
        model.load(os.path.join(folder, "coreneuron" if self.core else "neuron"))
        self.parallel = model.h.ParallelContext()
        self.parallel.set_maxstep(10)
        self.cells = [model.Cell("hhexact" if exact else "hh") for _ in range(cells)]
        if self.core:
            from neuron import coreneuron

            coreneuron.enable, coreneuron.verbose, coreneuron.cell_permute = True, 0, 0
            self.modes = ("fixed-exact",) if exact else ("fixed",)

    def facts(self, folder):
        import neuron

        return {
            "version": neuron.__version__,
            "build": self.model.h.nrnversion(),
            "mechanisms": f"nrnivmodl, {compiler()}, {flags(folder)}{' -ffast-math' if self.core else ''}",
            "celsius": 6.3,
            "maxstep_ms": 10,
            "diffusion": not self.core,
            "coupling_um": self.model.couplings(),
            "across_um2": self.model.across(),
        }

    def prepare(self, mode, numbers):
        if mode == "cvode":
            self.model.settle(True, atol=numbers[0], calcium=numbers[3] if len(numbers) > 3 else 1e-6)
            return int(numbers[1]), int(numbers[2])
        dt = numbers[2] if len(numbers) > 2 else 0.025
        self.model.settle("exact" in mode, "second" in mode, dt)
        return int(numbers[0]), int(numbers[1])

    def batch(self, first):
        return lambda: self.model.run(self.parallel, self.cells, first)

    def calcium(self):
        return self.cells[-1].head(0.5).cai * 1e3


class Arbor:
    modes = ("fixed-exact",)

    def __init__(self, folder, cells):
        import arbor_model

        self.model, self.catalogue, self.count = arbor_model, os.path.join(folder, "arbor"), cells

    def facts(self, folder):
        config = self.model.arbor.config()
        return {
            "version": config["version"],
            "arch": config["arch"],
            "vectorize": config["vectorize"],
            "mechanisms": f"arbor-build-catalogue, {compiler()}, its own flags",
            "tempK": 279.45,
            "diffusion": False,
        }

    def prepare(self, mode, numbers):
        self.dt = numbers[2] if len(numbers) > 2 else 0.025
        return int(numbers[0]), int(numbers[1])

    def batch(self, first):
        self.built = self.model.simulation(self.catalogue, self.count, first)
        self.sample = self.model.last_calcium(self.built, self.count - 1, self.dt)
        return lambda: self.model.run(self.built, self.dt)

    def calcium(self):
        return float(self.built.samples(self.sample)[0][0][-1, 1]) * 1e3


def serve(name, folder, cells, out):
    folder = os.path.abspath(folder)
    simulator = Arbor(folder, cells) if name == "arbor" else Neuron(name, folder, cells)
    about = {"simulator": name, "cells": cells, "threads": 1, "modes": simulator.modes}
    answer(out, {**about, "python": platform.python_version(), **simulator.facts(folder)})
    for line in sys.stdin:
        mode, *rest = line.split() or [""]
        if mode == "quit":
            return
        if mode not in simulator.modes:
            answer(out, {"command": line.strip(), "error": f"{name} has {', '.join(simulator.modes)}"})
            continue
        first, trials = simulator.prepare(mode, [float(number) for number in rest])
        if trials < 1 or trials % cells:
            answer(out, {"command": line.strip(), "error": f"{trials} trials are not a multiple of {cells} cells"})
            continue
        wall = cpu = 0.0
        for start in range(first, first + trials, cells):
            batch = simulator.batch(start)
            wall_before, cpu_before = time.perf_counter(), time.process_time()
            batch()
            wall += time.perf_counter() - wall_before
            cpu += time.process_time() - cpu_before
        measured = {"ms_per_trial": wall * 1e3 / trials, "cpu_ms_per_trial": cpu * 1e3 / trials}
        answer(out, {"command": line.strip(), "trials": trials, **measured, "calcium_uM": simulator.calcium()})


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in CELLS:
        sys.exit(__doc__)
    # The simulators print to standard output themselves; theirs goes to standard error, ours stays.
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    count = int(sys.argv[3]) if len(sys.argv) > 3 else CELLS[sys.argv[1]]
    serve(sys.argv[1], sys.argv[2], count, out)
