"""Expected figures for the ABF and ATF readers, read by two other programs.

    python -m venv venv && venv/bin/pip install -r validation/requirements.txt
    venv/bin/python validation/abf_reference.py ../shared/samples > validation/abf-reference.json

Everything is stored as each program gives it, also where they disagree; src/formats/abf/FORMAT.md says who is right.
Sums are of 32-bit samples in 64-bit arithmetic.
"""

import json
import pathlib
import sys
import warnings
from importlib.metadata import version

import numpy as np
import pyabf
from neo.rawio import AxonRawIO

warnings.filterwarnings("ignore")


def figures(values):
    """n, sum, smallest, largest, first and last of one sweep of one channel."""
    y = np.asarray(values, dtype=np.float64)
    return [len(y)] + [float(f"{x:.7g}") for x in (y.sum(), y.min(), y.max(), y[0], y[-1])]


def runs(values):
    """[value, length] of each constant stretch, for stepwise commands; None where there are more than 40."""
    y = np.asarray(values, dtype=np.float64)
    edges = np.flatnonzero(np.diff(y)) + 1
    if len(edges) > 40:
        return None
    starts = np.concatenate(([0], edges))
    ends = np.concatenate((edges, [len(y)]))
    return [[float(y[a]), int(b - a)] for a, b in zip(starts, ends)]


def by_pyabf(path):
    abf = pyabf.ABF(str(path))
    sweeps, commands = [], []
    for sweep in abf.sweepList:
        row = []
        for channel in abf.channelList:
            abf.setSweep(sweep, channel)
            row.append(figures(abf.sweepY))
        sweeps.append(row)
    enabled = abf._headerV1.nWaveformEnable if abf.abfVersion["major"] == 1 else abf._dacSection.nWaveformEnable
    source = abf._headerV1.nWaveformSource if abf.abfVersion["major"] == 1 else abf._dacSection.nWaveformSource
    for dac in range(min(len(enabled), abf.channelCount)):
        if not enabled[dac] or source[dac] != 1:
            continue
        for sweep in (0, abf.sweepCount - 1):
            abf.setSweep(sweep, dac)
            commands.append({"dac": dac, "sweep": sweep, "runs": runs(abf.sweepC)})
    return {
        "version": abf.abfVersionString,
        "creator": abf.creator,
        "startedAt": abf.abfDateTimeString,
        "protocol": abf.protocolPath,
        "mode": int(abf.nOperationMode),
        "names": list(abf.adcNames),
        "units": list(abf.adcUnits),
        "rate": int(abf.dataRate),
        "sweepIntervalSec": float(abf.sweepIntervalSec),
        "tags": [[float(t), c] for t, c in zip(abf.tagTimesSec, abf.tagComments)],
        "commands": commands,
        "sweeps": sweeps,
    }


def by_neo(path):
    reader = AxonRawIO(str(path))
    reader.parse_header()
    count = reader.segment_count(0)
    gains = reader.header["signal_channels"]["gain"]
    offsets = reader.header["signal_channels"]["offset"]
    sweeps = []
    for segment in (0, count - 1):
        raw = reader.get_analogsignal_chunk(0, segment, stream_index=0).astype(np.float64)
        sweeps.append([figures((raw[:, c] * gains[c] + offsets[c]).astype(np.float32)) for c in range(raw.shape[1])])
    return {
        "samplingRate": float(reader.get_signal_sampling_rate(0)),
        "starts": [float(reader.segment_t_start(0, s)) for s in range(count)],
        "firstAndLastSweep": sweeps,
        "tagTicks": [int(t) for t in reader._raw_ev_timestamps],
    }


def by_pyabf_atf(path):
    atf = pyabf.ATF(str(path))
    sweeps = []
    for sweep in atf.sweepList:
        row = []
        for channel in atf.channelList:
            atf.setSweep(sweep, channel)
            row.append(figures(atf.sweepY))
        sweeps.append(row)
    return {"labels": atf.columnLabelsY, "rate": int(atf.dataRate), "sweeps": sweeps}


def main(samples):
    files = {}
    for path in sorted(samples.glob("abf[12]/*.abf")):
        files[f"{path.parent.name}/{path.name}"] = {"pyabf": by_pyabf(path), "neo": by_neo(path)}
    for path in sorted(samples.glob("atf/*.atf")):
        files[f"atf/{path.name}"] = {"pyabf": by_pyabf_atf(path)}
    programs = {name: version(name) for name in ("pyabf", "neo", "numpy")}
    rows = ",\n".join(f" {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in files.items())
    print(f'{{"programs": {json.dumps(programs)},\n"files": {{\n{rows}\n}}}}')


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
