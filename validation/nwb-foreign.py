"""Writes small NWB files as other laboratories make them, by pynwb, for the reader's tests. usage: nwb-foreign.py FOLDER

Every value follows from its place, so that the tests can say what must be read: reading(k) below.
Made with the versions in requirements.txt; the files are kept in validation/nwb/.
"""
import os, sys
from datetime import datetime, timezone
import h5py, numpy as np
from pynwb import NWBHDF5IO, NWBFile, TimeSeries, H5DataIO
from pynwb.icephys import CurrentClampSeries, CurrentClampStimulusSeries, IZeroClampSeries, VoltageClampSeries
from pynwb.ophys import OpticalChannel, TwoPhotonSeries


def reading(shape):
    """0, 1, 2, ... 96, 0, 1, ... in stored order."""
    return (np.arange(np.prod(shape)) % 97).reshape(shape)


def session(name):
    nwb = NWBFile(session_description="a file of another program", identifier=name, session_start_time=datetime(2020, 2, 3, 4, 5, 6, tzinfo=timezone.utc), file_create_date=[datetime(2020, 2, 3, 4, 5, 6, tzinfo=timezone.utc)])
    return nwb, nwb.create_device("rig")


def icephys(nwb, device, tables):
    electrodes = [nwb.create_icephys_electrode(name=f"elec{i}", device=device, description="a pipette", cell_id=f"c{i}") for i in range(2)]
    for sweep in range(3):
        start = 2.5 * sweep
        common = dict(starting_time=start, rate=10000.0, sweep_number=np.uint64(sweep))
        # big-endian int16 with conversion and offset: 0.5 mV a step from -70 mV
        response = CurrentClampSeries(name=f"index_{sweep:03d}", data=reading((200,)).astype(">i2"), conversion=5e-4, offset=-0.07, electrode=electrodes[0], **common)
        stimulus = CurrentClampStimulusSeries(name=f"stim_{sweep:03d}", data=H5DataIO(reading((200,)).astype(np.float64) * 1e-12, compression="gzip", shuffle=True), electrode=electrodes[0], **common)
        nwb.add_acquisition(response)
        nwb.add_stimulus(stimulus)
        if tables:
            nwb.add_intracellular_recording(electrode=electrodes[0], stimulus=stimulus, response=response)
        if sweep == 1:
            clamp = VoltageClampSeries(name="other_001", data=reading((200,)).astype(np.float32) * np.float32(1e-12), electrode=electrodes[1], **common)
            nwb.add_acquisition(clamp)
            if tables:
                nwb.add_intracellular_recording(electrode=electrodes[1], response=clamp)
    if tables:
        simultaneous = [nwb.add_icephys_simultaneous_recording(recordings=rows) for rows in ([0], [1, 2], [3])]
        for one, kind in zip(simultaneous, ["step", "step", "ramp"]):
            nwb.add_icephys_sequential_recording(simultaneous_recordings=[one], stimulus_type=kind)


def plane(nwb, device, rate):
    channel = OpticalChannel("green", "a filter", 520.0)
    return nwb.create_imaging_plane(name=f"plane{rate:g}", optical_channel=channel, device=device, indicator="OGB-1", description="a plane", excitation_lambda=810.0, imaging_rate=rate, location="CA1")


def line_scans(nwb, device):
    # y = 1 by timestamps, 4 trials of 25 lines each second; the plane's rate disagrees with them
    lines = np.concatenate([i + 0.1 + np.arange(25) * 0.004 for i in range(4)])
    nwb.add_acquisition(TwoPhotonSeries(name="scan_y1", data=reading((100, 12, 1)).astype(">u2"), unit="n.a.", timestamps=lines, imaging_plane=plane(nwb, device, 200.0)))
    # x = 1, by rate, starting before the first trial; int64, which no microscope has
    nwb.add_acquisition(TwoPhotonSeries(name="scan_x1", data=H5DataIO(reading((1000, 1, 7)).astype(np.int64), chunks=(64, 1, 7), compression="gzip"), unit="n.a.", starting_time=0.0, rate=250.0, imaging_plane=nwb.imaging_planes["plane200"]))
    nwb.add_acquisition(TwoPhotonSeries(name="frames", data=reading((5, 8, 8)).astype(np.uint8), unit="n.a.", starting_time=0.0, rate=5.0, imaging_plane=nwb.imaging_planes["plane200"]))
    # lines as a plain series, half precision
    nwb.add_acquisition(TimeSeries(name="plain_lines", data=reading((2000, 16)).astype(np.float16), unit="a.u.", starting_time=0.0, rate=500.0))
    nwb.add_acquisition(TimeSeries(name="slow_matrix", data=reading((40, 16)).astype(np.float32), unit="a.u.", starting_time=0.0, rate=10.0))
    nwb.add_acquisition(TimeSeries(name="running", data=reading((40,)).astype(np.int8), unit="cm/s", starting_time=0.0, rate=10.0))
    for i in range(4):
        nwb.add_trial(start_time=float(i), stop_time=i + 0.5)


def one_trial(nwb, device):
    electrode = nwb.create_icephys_electrode(name="elec0", device=device, description="a pipette", cell_id="c0")
    nwb.add_acquisition(IZeroClampSeries(name="rest", data=reading((300,)).astype(np.float32) * np.float32(1e-3), electrode=electrode, starting_time=1.0, rate=1000.0))


if __name__ == "__main__":
    os.makedirs(sys.argv[1], exist_ok=True)
    for name, fill in {"icephys-tables": lambda n, d: icephys(n, d, True), "icephys-sweeps": lambda n, d: icephys(n, d, False), "line-scans": line_scans, "one-trial": one_trial}.items():
        nwb, device = session(name)
        fill(nwb, device)
        with NWBHDF5IO(os.path.join(sys.argv[1], f"{name}.nwb"), "w") as io:
            io.write(nwb, cache_spec=False)
    # An HDF5 file that is no NWB file, and one that stands behind a user block of 1,024 bytes.
    with h5py.File(os.path.join(sys.argv[1], "not-nwb.h5"), "w") as file:
        file["sweep_0001/analogScans"] = reading((2, 50)).astype(np.int16)
    with open(os.path.join(sys.argv[1], "one-trial.nwb"), "rb") as plain:
        content = plain.read()
    with h5py.File(os.path.join(sys.argv[1], "user-block.nwb"), "w", userblock_size=1024) as file, h5py.File(os.path.join(sys.argv[1], "one-trial.nwb")) as source:
        for key in source:
            source.copy(key, file)
        for key, value in source.attrs.items():
            file.attrs[key] = value
