import type { Issue } from "#recording";
import type { TiffPage } from "./page.js";
import { isoDate, pageNotes, sampleChannels, unknownTiming, type OpenedTiff, type Series, type Understood } from "./series.js";

/** A TIFF that says nothing of its pages: each is a trial, its rows are lines. */
export function understandPlain({ file, tiff }: OpenedTiff): Understood {
  const first = tiff.pages.find((page) => !page.reduced) ?? tiff.pages[0];
  if (!first) throw new Error("openTiff returns at least one page");
  const issues: Issue[] = [...pageNotes(file, first)];
  const full = tiff.pages.filter((page) => !page.reduced || page === first);
  if (full.length < tiff.pages.length) {
    const message = `${tiff.pages.length - full.length} thumbnail pages were left out.`;
    issues.push({ severity: "note", code: "tiff-thumbnails-left-out", message, file: file.path });
  }
  if (full.length > 1) {
    const message = `the file does not say what its ${full.length} pages are; each was taken for a trial.`;
    issues.push({ severity: "note", code: "tiff-pages-are-trials", message, file: file.path });
  }
  const startedAt = isoDate(first.dateTime);
  return {
    format: "tiff",
    formatDetail: `TIFF${tiff.big ? " (BigTIFF)" : ""}${first.software === undefined ? "" : ` by ${first.software}`}`,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(first.software === undefined ? {} : { program: first.software }),
    settings: {},
    series: seriesOfPages({ file, tiff: { ...tiff, pages: full } }),
    issues,
    files: [file],
  };
}

/** Pages of the same width and kind form one series, a page a trial. */
function seriesOfPages({ file, tiff }: OpenedTiff): Series[] {
  const groups = new Map<string, TiffPage[]>();
  for (const page of tiff.pages) {
    const key = [page.width, page.samplesPerPixel, page.photometric, page.bitsPerSample, page.sampleFormat].join(" ");
    const group = groups.get(key);
    if (group) group.push(page);
    else groups.set(key, [page]);
  }
  return [...groups.values()].map((pages, i) => {
    const [page] = pages as [TiffPage];
    const { channels, samples } = sampleChannels(page);
    return {
      name: groups.size === 1 ? file.path : `${file.path}, pages of ${page.width} pixels (${i + 1})`,
      pixelsPerLine: page.width,
      channels,
      trials: pages.map((one) => samples.map((sample) => ({ file, page: one, sample }))),
      timing: unknownTiming(),
    };
  });
}
