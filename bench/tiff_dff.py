"""The other side of bench/tiff-dff.ts: a line-scan TIFF to ΔF/F of one region, by tifffile and numpy.

usage: tiff_dff.py make FOLDER     writes line.tif (200 000 lines × 512 pixels of int16 in strips of 100 lines) and
                                   pages.tif (400 pages of 500 lines), 205 MB each, from one seed
       tiff_dff.py FILE REPEATS    prints JSON: in-process seconds of each repeat, a checksum of ΔF/F, CPU seconds in all
"""
import json, os, sys, time

import numpy as np, tifffile

LINES, PIXELS, PAGE = 200_000, 512, 500
ROI = slice(100, 121)  # 21 pixels
BASELINE = 100  # lines; background is taken as 0


def make(folder):
    random = np.random.default_rng(20)
    data = random.poisson(40, (LINES, PIXELS)).astype("int16")
    tifffile.imwrite(os.path.join(folder, "line.tif"), data, rowsperstrip=100, metadata=None)
    with tifffile.TiffWriter(os.path.join(folder, "pages.tif")) as tif:
        for start in range(0, LINES, PAGE):
            tif.write(data[start : start + PAGE], rowsperstrip=100, metadata=None, contiguous=False)


def dff(path):
    """One trace per page; F₀ is the mean over the first lines of each."""
    stack = tifffile.imread(path)
    traces = stack.reshape(-1, stack.shape[-2], PIXELS)[:, :, ROI].mean(axis=2)
    rest = traces[:, :BASELINE].mean(axis=1, keepdims=True)
    return (traces - rest) / rest


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    seconds = []
    for _ in range(int(sys.argv[2])):
        start = time.perf_counter()
        result = dff(sys.argv[1])
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds, "checksum": float(np.abs(result).sum()), "cpu": time.process_time()}))
