"""Judges files of a simulated recording by other readers: ABF by pyABF and neo, NWB by pynwb and nwbinspector.

usage: rig-judges.py FOLDER

FOLDER holds session.abf, session.nwb, session.json (what was recorded: period_ms, sweeps, lines, pixels, channels) and,
as 32-bit floats sweep after sweep, sweeps.f32, and as 16-bit counts trial after trial, one file a channel, Ch1.u16.
One line of JSON for each judge: {"judge", "compared", "differing", "problems"}.
"""
import json, pathlib, sys, warnings

warnings.filterwarnings("ignore")
import numpy as np, nwbinspector, pyabf, pynwb
from neo.rawio import AxonRawIO

folder = pathlib.Path(sys.argv[1])
recorded = json.loads((folder / "session.json").read_text(encoding="utf8"))
sweeps = np.fromfile(folder / "sweeps.f32", "<f4").reshape(recorded["sweeps"], -1)


def say(judge, pairs, problems=()):
    """Pairs of arrays that must be equal in every sample."""
    compared, differing, problems = 0, 0, list(problems)
    for found, wanted in pairs:
        compared += wanted.size
        if found.shape != wanted.shape:
            problems.append(f"shape {found.shape}, expected {wanted.shape}")
        else:
            differing += int(np.count_nonzero(np.asarray(found) != wanted))
    print(json.dumps({"judge": judge, "compared": compared, "differing": differing, "problems": problems}), flush=True)


def by_pyabf():
    abf = pyabf.ABF(str(folder / "session.abf"))
    problems = [] if abf.sweepCount == len(sweeps) else [f"{abf.sweepCount} sweeps, expected {len(sweeps)}"]
    if abs(1000.0 / abf.dataRate - recorded["period_ms"]) > 1e-9:
        problems.append(f"{abf.dataRate} samples a second, expected one every {recorded['period_ms']} ms")
    if abf.adcUnits[0] != recorded["unit"]:
        problems.append(f"unit {abf.adcUnits[0]}, expected {recorded['unit']}")
    found = []
    for k in range(abf.sweepCount):
        abf.setSweep(k)
        found.append(np.asarray(abf.sweepY, "<f4"))
    say("pyABF", zip(found, sweeps), problems)


def by_neo():
    reader = AxonRawIO(str(folder / "session.abf"))
    reader.parse_header()
    count = reader.segment_count(0)
    problems = [] if count == len(sweeps) else [f"{count} segments, expected {len(sweeps)}"]
    rate = reader.get_signal_sampling_rate(0)
    if abs(1000.0 / rate - recorded["period_ms"]) > 1e-9:
        problems.append(f"{rate} samples a second, expected one every {recorded['period_ms']} ms")
    found = [
        reader.rescale_signal_raw_to_float(reader.get_analogsignal_chunk(0, k, None, None, 0), "float32", 0)[:, 0]
        for k in range(count)
    ]
    say("neo", zip(found, sweeps), problems)


def by_pynwb():
    path = str(folder / "session.nwb")
    problems = [f"schema: {error}" for error in pynwb.validate(path=path)]
    for message in nwbinspector.inspect_nwbfile(nwbfile_path=path):
        if message.importance.name != "BEST_PRACTICE_SUGGESTION":
            problems.append(f"{message.importance.name} {message.check_function_name}: {message.message}")
    with pynwb.NWBHDF5IO(path, "r") as io:
        nwb = io.read()
        pairs = []
        for channel in recorded["channels"]:
            counts = np.fromfile(folder / f"{channel}.u16", "<u2").reshape(-1, recorded["pixels"])
            series = nwb.acquisition[f"LineScan1{channel}"]
            pairs.append((np.asarray(series.data[:]).reshape(-1, recorded["pixels"]), counts))
            if len(series.timestamps) != len(counts):
                problems.append(f"{channel}: {len(series.timestamps)} times for {len(counts)} lines")
        traces = [one for name, one in sorted(nwb.acquisition.items()) if name.startswith(recorded["series"])]
        if len(traces) != len(sweeps):
            problems.append(f"{len(traces)} sweeps, expected {len(sweeps)}")
        # Stored as they were sampled; volts or amperes by the series' own factor, within its rounding.
        for series, wanted in zip(traces, sweeps):
            pairs.append((np.asarray(series.data[:], "<f4"), wanted))
            in_SI = np.asarray(series.data[:]) * series.conversion
            if not np.allclose(in_SI, wanted * recorded["SI"], rtol=1e-6, atol=0):
                problems.append(f"{series.name}: other {series.unit} than were recorded")
        say("pynwb and nwbinspector", pairs, problems)


by_pyabf()
by_neo()
by_pynwb()
