"""Judges the OME-TIFFs that Radiatum writes, by tifffile: every page byte for byte, and the series as OME-XML has them.

usage: tiff-writer.py FOLDER

FOLDER holds expected.json: a list of {"name", "file", "pages": [{"width", "height", "dtype", "sha256"}], "series":
[{"shape", "axes"}], "channels", "pixelSize_um"}, computed from the recording and not from the file. One line of JSON
per file: {"name", "problems"}. The last line judges a copy with one spoilt byte, which must be refused: a judge that
can't say no is none.
"""
import hashlib, json, os, sys

import numpy as np, tifffile


def little(array):
    return np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()


def problems(path, expected):
    found = []
    with tifffile.TiffFile(path) as tif:
        if not tif.is_ome:
            found.append("tifffile does not take it for an OME-TIFF")
        if len(tif.pages) != len(expected["pages"]):
            found.append(f"{len(tif.pages)} pages instead of {len(expected['pages'])}")
        for i, (page, wanted) in enumerate(zip(tif.pages, expected["pages"])):
            data = page.asarray()
            got = {"width": data.shape[1], "height": data.shape[0], "dtype": str(data.dtype), "sha256": hashlib.sha256(little(data)).hexdigest()}
            found += [f"page {i}: {key} is {got[key]} instead of {wanted[key]}" for key in wanted if got[key] != wanted[key]]
        series = [{"shape": list(one.shape), "axes": one.axes} for one in tif.series]
        if series != expected["series"]:
            found.append(f"series {series} instead of {expected['series']}")
        pixels = tifffile.xml2dict(tif.ome_metadata)["OME"]["Image"]
        pixels = (pixels[0] if isinstance(pixels, list) else pixels)["Pixels"]
        channels = pixels["Channel"] if isinstance(pixels["Channel"], list) else [pixels["Channel"]]
        names = [str(channel["Name"]) for channel in channels]
        if names != expected["channels"]:
            found.append(f"channels {names} instead of {expected['channels']}")
        if pixels.get("PhysicalSizeX") != expected["pixelSize_um"]:
            found.append(f"PhysicalSizeX {pixels.get('PhysicalSizeX')} instead of {expected['pixelSize_um']}")
        for absent in ("PhysicalSizeY", "TimeIncrement"):
            if absent in pixels:
                found.append(f"{absent} is used for something it does not mean")
    return found


def main(folder):
    with open(os.path.join(folder, "expected.json")) as file:
        cases = json.load(file)
    for case in cases:
        try:
            found = problems(os.path.join(folder, case["file"]), case)
        except Exception as error:
            found = [f"{type(error).__name__}: {error}"]
        print(json.dumps({"name": case["name"], "problems": found}))
    spoilt = os.path.join(folder, "spoilt.tif")
    with open(os.path.join(folder, cases[0]["file"]), "rb") as source:
        content = bytearray(source.read())
    content[16] ^= 1  # within the first page's pixels
    with open(spoilt, "wb") as target:
        target.write(content)
    refused = len(problems(spoilt, cases[0])) > 0
    os.remove(spoilt)
    print(json.dumps({"name": "a spoilt copy is refused", "problems": [] if refused else ["it was not"]}))


main(sys.argv[1])
