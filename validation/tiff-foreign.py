"""Writes TIFFs the way others do (tifffile, and imagecodecs for the codings), with what must be read from them.

usage: tiff-foreign.py FOLDER [SAMPLES]

Every sample type in every coding, byte order and layout that tifffile offers and Radiatum reads, seeded, with
expected.json: a list of {"file", "what", "pages": [{"shape", "dtype", "sha256"}]}; sha256 is of little-endian bytes.
Real files in SAMPLES that are coded by LZW are listed with them, as imagecodecs decodes them.
"""
import glob, hashlib, json, os, sys

import numpy as np, tifffile

random = np.random.default_rng(1)
folder = sys.argv[1]
expected = []


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()).hexdigest()


def readings(shape, dtype):
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        return (random.standard_normal(shape) * 1000).astype(dtype)
    low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
    # Smooth enough for the codings to have something to do, with both ends of the range in it.
    array = (np.cumsum(random.integers(-3, 4, shape), axis=-1) % 2**20).astype(dtype)
    array.flat[0], array.flat[1] = low, high
    return array


def write(what, pages, **options):
    file = f"{len(expected):03d}.tif"
    byteorder = options.pop("byteorder", "<")
    with tifffile.TiffWriter(os.path.join(folder, file), byteorder=byteorder, bigtiff=options.pop("bigtiff", False)) as tif:
        for page in pages:
            tif.write(page, photometric=options.get("photometric", "minisblack"), metadata=None, contiguous=False, **{k: v for k, v in options.items() if k != "photometric"})
    with tifffile.TiffFile(os.path.join(folder, file)) as tif:  # what its own author reads
        for page, wanted in zip(tif.pages, pages):
            assert np.array_equal(page.asarray(), wanted), what
    expected.append({"file": file, "what": what, "pages": [{"shape": list(p.shape), "dtype": str(p.dtype), "sha256": digest(p)} for p in pages]})


TYPES = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"]
for dtype in TYPES:
    for byteorder in "<>":
        for compression in [None, "lzw", "zlib", "packbits"]:
            for predictor in [None] + ([] if compression in (None, "packbits") else [True]):
                for layout in [{}, {"rowsperstrip": 7}, {"tile": (16, 32)}]:
                    bits = f"{dtype} {byteorder} {compression} predictor={predictor} {layout}"
                    write(bits, [readings((50, 37), dtype) for _ in range(2)], byteorder=byteorder, compression=compression, predictor=predictor, **layout)
for planar in ["contig", "separate"]:
    for compression in [None, "lzw", "zlib"]:
        shape = (40, 21, 3) if planar == "contig" else (3, 40, 21)
        data = readings(shape, "uint16")
        file_pages = [data]
        write(f"rgb {planar} {compression}", file_pages, photometric="rgb", planarconfig=planar, compression=compression, predictor=None if compression is None else True)
        if planar == "separate":
            expected[-1]["pages"] = [{"shape": [40, 21, 3], "dtype": "uint16", "sha256": digest(np.moveaxis(data, 0, -1))}]
for bigtiff in [False, True]:
    write(f"300 pages, bigtiff={bigtiff}", [readings((5, 9), "int16") for _ in range(300)], bigtiff=bigtiff)
stack = readings((3, 2, 11, 13), "uint16")
tifffile.imwrite(os.path.join(folder, "imagej.tif"), stack, imagej=True, resolution=(1 / 0.25, 1 / 0.25), metadata={"axes": "TCYX", "finterval": 0.5, "unit": "um"})
expected.append({"file": "imagej.tif", "what": "ImageJ hyperstack by tifffile", "pages": [{"shape": [11, 13], "dtype": "uint16", "sha256": digest(stack[t, c])} for t in range(3) for c in range(2)], "recording": {"format": "imagej-tiff", "trials": 3, "channels": 2, "pixelSize_um": 0.25, "alternative": 500}})
stack = readings((3, 2, 11, 13), "int16")
tifffile.imwrite(os.path.join(folder, "ome.tif"), stack, ome=True, metadata={"axes": "TCYX", "PhysicalSizeX": 0.25, "PhysicalSizeXUnit": "µm", "TimeIncrement": 0.5, "TimeIncrementUnit": "s", "Channel": {"Name": ["Ch1", "Ch2"]}})
expected.append({"file": "ome.tif", "what": "OME-TIFF by tifffile", "pages": [{"shape": [11, 13], "dtype": "int16", "sha256": digest(stack[t, c])} for t in range(3) for c in range(2)], "recording": {"format": "ome-tiff", "trials": 3, "channels": 2, "pixelSize_um": 0.25, "alternative": 500}})
for path in sorted(glob.glob(os.path.join(sys.argv[2], "**", "*.tif"), recursive=True)) if len(sys.argv) > 2 else []:
    with tifffile.TiffFile(path) as tif:
        if tif.pages[0].compression == 5:
            pages = [page.asarray() for page in tif.pages]
            expected.append({"file": path, "what": os.path.basename(path), "pages": [{"shape": list(p.shape), "dtype": str(p.dtype), "sha256": digest(p)} for p in pages]})
with open(os.path.join(folder, "expected.json"), "w") as out:
    json.dump(expected, out)
