"""Judges NWB files by the reference implementations: pynwb's schema validation, nwbinspector, and pynwb's own reading.

usage: nwb-judges.py MANIFEST.json

The manifest is a list of {"name", "path", "expected"}; what is expected of a file was computed from the recording it
was written from, not from the file. One line of JSON per file: {"name", "problems", "suggestions"}. The last lines
judge copies of the first file that were spoilt on purpose, which must be refused: a judge that can't say no is none.
"""
import json, math, os, shutil, sys, tempfile, warnings

warnings.filterwarnings("ignore")
import h5py, numpy as np, nwbinspector, pynwb
from pynwb.icephys import PatchClampSeries

EXACT = 1e-9  # relative, and seconds: times are double precision
UNITS = {"VoltageClampSeries": "amperes", "VoltageClampStimulusSeries": "volts", "CurrentClampSeries": "volts", "CurrentClampStimulusSeries": "amperes"}


def near(a, b, scale=1.0):
    return (math.isnan(a) and math.isnan(b)) or abs(a - b) <= EXACT * max(scale, abs(a), abs(b))


def times(series):
    if series.timestamps is not None:
        return np.asarray(series.timestamps[:], float)
    return series.starting_time + np.arange(series.data.shape[0]) / series.rate


def checksum(values):
    """Sum, and sum weighted by place: a swap of axes, trials or channels changes it."""
    flat = np.asarray(values, float).ravel()
    return [float(flat.sum()), float((flat * (np.arange(flat.size) % 8191 + 1)).sum())]


def schema(path):
    return [f"schema: {error}" for error in pynwb.validate(path=path)]


def inspector(path, fewer_lines_than_pixels):
    problems, suggestions = [], []
    for message in nwbinspector.inspect_nwbfile(nwbfile_path=path):
        # nwbinspector takes the longest axis for time; a short line scan of many pixels is right as it is.
        if message.check_function_name == "check_data_orientation" and message.object_name in fewer_lines_than_pixels:
            continue
        line = f"{message.importance.name} {message.check_function_name} {message.object_name}: {message.message}"
        (suggestions if message.importance.name == "BEST_PRACTICE_SUGGESTION" else problems).append(line)
    return problems, suggestions


def fixed_units(path):
    """The schema fixes them, and its validator doesn't look."""
    problems, ids = [], {}
    with h5py.File(path, "r") as file:

        def visit(name, item):
            kind = item.attrs.get("neurodata_type")
            if kind in UNITS and item["data"].attrs["unit"] != UNITS[kind]:
                problems.append(f"{name}: unit {item['data'].attrs['unit']!r} where the type demands {UNITS[kind]!r}")
            if kind is not None and ids.setdefault(item.attrs.get("object_id"), name) != name:
                problems.append(f"{name}: object_id is also that of {ids[item.attrs.get('object_id')]}")
            if isinstance(item, h5py.Group):
                problems.extend(f"{name}/{key}: a link to nothing" for key in item if item.get(key) is None)

        file.visititems(visit)
    return problems


def column(table, name, row, default=None):
    return table[name][row] if table is not None and name in table.colnames else default


def compare(path, expected):
    problems = []

    def need(truth, claim):
        if not truth:
            problems.append(claim)

    with pynwb.NWBHDF5IO(path, "r") as io:
        nwb = io.read()
        for table in [item for item in nwb.objects.values() if isinstance(item, pynwb.core.DynamicTable)]:
            table.to_dataframe()
        trials = nwb.trials
        need((len(trials) if trials is not None else 0) == len(expected["trials"]), f"{len(trials) if trials is not None else 0} trials, expected {len(expected['trials'])}")
        for row, trial in enumerate(expected["trials"]):
            where = f"trial row {row}"
            need(near(trials["start_time"][row], trial["start"]) and near(trials["stop_time"][row], trial["stop"]), f"{where}: {trials['start_time'][row]} to {trials['stop_time'][row]} s, expected {trial['start']} to {trial['stop']}")
            need(column(trials, "condition", row, "") == trial["protocol"], f"{where}: condition {column(trials, 'condition', row, '')!r}, expected {trial['protocol']!r}")
            found = [] if "timeseries" not in trials.colnames else trials["timeseries"][row]
            need(len(found) == len(trial["parts"]), f"{where}: {len(found)} series, expected {len(trial['parts'])}")
            for reference, part in zip(found, trial["parts"]):
                series, first, count = reference.timeseries, int(reference.idx_start), int(reference.count)
                here = f"{where}, {series.name}"
                need(count == part["samples"], f"{here}: {count} samples, expected {part['samples']}")
                t = times(series)[first : first + count]
                need(len(t) == count and near(float(t[0]), part["start"]), f"{here}: starts at {t[0]} s, expected {part['start']}")
                need(count < 2 or abs((t[-1] - t[0]) / (count - 1) - part["period"]) < 1e-9, f"{here}: steps of {(t[-1] - t[0]) / max(1, count - 1)} s, expected {part['period']}")
                values = np.asarray(series.data[first : first + count], float) * series.conversion + series.offset
                need(all(near(a, b, abs(b)) for a, b in zip(checksum(values), part["checksum"])), f"{here}: readings sum to {checksum(values)}, expected {part['checksum']}")
                if isinstance(series, PatchClampSeries):
                    need(series.electrode is not None and int(series.sweep_number) == part["trial"], f"{here}: sweep number {series.sweep_number}, expected {part['trial']}")
                if part["channel"] is not None:
                    table = nwb.acquisition["LineScans"]
                    at = [one.name for one in table["series"][:]].index(series.name)
                    need(table["channel"][at] == part["channel"], f"{here}: channel {table['channel'][at]!r}, expected {part['channel']!r}")
                    need(near(float(table["line_period"][at]), part["period"]), f"{here}: line period {table['line_period'][at]} s, expected {part['period']}")
                    need(len(table["scan_path"][at]) == series.data.shape[1], f"{here}: the scan path has {len(table['scan_path'][at])} pixels, the data {series.data.shape[1]}")
                    need(series.imaging_plane.indicator == part["dye"], f"{here}: indicator {series.imaging_plane.indicator!r}, expected {part['dye']!r}")
        events = (nwb.intervals or {}).get("stimulus_events")
        need((len(events) if events is not None else 0) == len(expected["events"]), f"{len(events) if events is not None else 0} stimulus events, expected {len(expected['events'])}")
        for row, event in enumerate(expected["events"]):
            need(near(events["start_time"][row], event["start"]) and int(events["trial"][row]) == event["trial"] and events["kind"][row] == event["kind"], f"event {row}: {events['kind'][row]} at {events['start_time'][row]} s in trial {events['trial'][row]}, expected {event}")
        for row, epoch in enumerate(expected["epochs"]):
            need(list(nwb.epochs["tags"][row]) == [epoch["name"]], f"epoch {row}: {list(nwb.epochs['tags'][row])}, expected {epoch['name']!r}")
            drugs = list(column(nwb.epochs, "drug", row, []))
            need(drugs == epoch["drugs"], f"epoch {row}: drugs {drugs}, expected {epoch['drugs']}")
        for scan in expected["scratch"]:
            need(all(near(a, b, abs(b)) for a, b in zip(checksum(nwb.scratch[scan["name"]].data[:]), scan["checksum"])), f"scratch {scan['name']}: other readings than expected")
        regions = [] if "ophys" not in nwb.processing else [(s["label"][i], [int(p[0]) for p in s["pixel_mask"][i]]) for s in nwb.processing["ophys"]["ImageSegmentation"].plane_segmentations.values() for i in range(len(s))]
        need(regions == [(r["name"], list(range(r["from"], r["to"] + 1))) for r in expected["regions"]], f"regions {regions}, expected {expected['regions']}")
        need(("simulation" in nwb.keywords[:]) == expected["simulated"], "keywords disagree on whether this is a simulation")
        need(nwb.session_description.startswith("Simulated") == expected["simulated"], "the description disagrees on whether this is a simulation")
        recordings = nwb.intracellular_recordings
        responses = 0 if recordings is None else sum(r.count is not None and int(r.count) > 0 for r in recordings.category_tables["responses"]["response"][:])
        need(responses == expected["responses"], f"{responses} responses in intracellular_recordings, expected {expected['responses']}")
        below = 0 if recordings is None else len(recordings)
        for name, members in [("simultaneous_recordings", "recordings"), ("sequential_recordings", "simultaneous_recordings"), ("repetitions", "sequential_recordings"), ("experimental_conditions", "repetitions")]:
            if below:
                table = getattr(nwb, f"icephys_{name}")
                rows = sorted(int(x) for x in table[members].target.data[:])
                need(rows == list(range(below)), f"{name}: rows of the level below appear as {rows[:8]}, not once each")
                below = len(table)
    return problems


def judge(path, expected):
    problems, suggestions = schema(path) + fixed_units(path), []
    try:
        found, suggestions = inspector(path, expected["fewerLinesThanPixels"])
        problems += found + compare(path, expected)
    except Exception as error:  # a file that pynwb can't open fails, in pynwb's own words
        problems.append(f"reading: {type(error).__name__}: {str(error)[-300:]}")
    return problems, suggestions


def spoil(path, change):
    copy = os.path.join(tempfile.mkdtemp(), "spoilt.nwb")
    shutil.copy(path, copy)
    with h5py.File(copy, "r+") as file:
        change(file)
    return copy


def one_count_more(file):
    data = file["/acquisition/LineScan1Ch1/data"]
    data[0, 0, 0] = data[0, 0, 0] + 1


CONTROLS = {
    "one reading is a count higher": one_count_more,
    "the lines have no clock": lambda file: file["/acquisition/LineScan1Ch1"].pop("timestamps"),
    "the identifier is missing": lambda file: file.pop("identifier"),
    "a current is called volts": lambda file: file["/acquisition/VoltageClampSeries0000/data"].attrs.modify("unit", "volts"),
    "a trial ends before it starts": lambda file: file["/intervals/trials/stop_time"].write_direct(np.array([-1.0, -1.0, -1.0])),
    "a plane leads to no microscope": lambda file: file["/general/devices"].pop("Microscope"),
}

if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf8") as manifest:
        cases = json.load(manifest)
    for case in cases:
        problems, suggestions = judge(case["path"], case["expected"])
        print(json.dumps({"name": case["name"], "problems": problems, "suggestions": suggestions}), flush=True)
    for name, change in CONTROLS.items():
        problems, _ = judge(spoil(cases[0]["path"], change), cases[0]["expected"])
        print(json.dumps({"name": f"control: {name}", "problems": [] if problems else ["the judges found nothing wrong with it"], "suggestions": []}), flush=True)
