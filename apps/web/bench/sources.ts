/** What was dropped or chosen, as recordings that can be opened one by one: nothing is read yet but names. */
import type { DroppedFile, DroppedFiles } from "../lab/bench-services.js";

export interface Source {
  /** The address's word for it; unique among the sources. */
  readonly id: string;
  readonly name: string;
  readonly kind: "Prairie folder" | "TIFF" | "ABF" | "ATF" | "NWB" | "CSV" | "file" | "the rig's run";
  /** Absent for a run, which the bench's thread holds already. */
  readonly dropped?: DroppedFiles;
  readonly bytes: number;
  readonly files: number;
}

/** A drop sorted: recordings to open, analyses to apply. */
export interface Sorted {
  readonly sources: readonly Source[];
  readonly analyses: readonly DroppedFile[];
}

const KINDS: readonly (readonly [RegExp, Source["kind"]])[] = [
  [/\.tiff?$/i, "TIFF"],
  [/\.abf$/i, "ABF"],
  [/\.atf$/i, "ATF"],
  [/\.nwb$/i, "NWB"],
  [/\.(csv|tsv|txt)$/i, "CSV"],
];
/** Kinds that hold electrode traces, or may. */
export const hasElectrode = ({ kind }: Source): boolean =>
  kind === "ABF" || kind === "ATF" || kind === "NWB" || kind === "CSV";
/** Kinds that hold pictures. */
export const hasPictures = ({ kind }: Source): boolean =>
  kind === "Prairie folder" || kind === "TIFF" || kind === "the rig's run";

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/**
 * Files as recordings. A folder that holds a scan's XML, of its own name or with pictures beside it that begin with the
 * XML's, is one Prairie recording with all beneath it; any other file of a known kind is one by itself, with its folder's files beside it. What no reader knows is left out, unless
 * there is nothing else: then the reader may say why.
 */
export function sorted(files: readonly DroppedFile[]): Sorted {
  const stems = pictureStems(files);
  const isScan = ({ path }: DroppedFile): boolean => isScanXml(path) || stems.has(path.replace(/\.xml$/i, "").toLowerCase());
  const prairie = new Set(files.filter(isScan).map(({ path }) => folderOf(path)));
  const within = (path: string): string | undefined => {
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      if (prairie.has(folder)) return folder;
      if (folder === "") return undefined;
    }
  };
  const folders = new Map<string, DroppedFile[]>();
  const single: DroppedFile[] = [];
  for (const file of files) {
    const folder = within(file.path);
    // An electrode's or converted file that lies in a scan's folder is no part of it, and may be opened by itself too.
    if (folder !== undefined) folders.set(folder, [...(folders.get(folder) ?? []), file]);
    if (folder === undefined || /\.(abf|atf|nwb)$/i.test(file.path)) single.push(file);
  }
  const scans = [...folders].map(([folder, all]): Omit<Source, "id"> => {
    const name = nameOf(folder) || nameOf(all.find(isScan)?.path ?? "").replace(/\.xml$/i, "");
    return {
      name,
      kind: "Prairie folder",
      files: all.length,
      bytes: all.reduce((sum, { size }) => sum + size, 0),
      dropped: {
        name,
        kind: "folder",
        files: all.map((file) => ({
          ...file,
          path:
            folder === ""
              ? file.path
              : file.path.slice(folderOf(folder).length === 0 ? 0 : folderOf(folder).length + 1),
        })),
      },
    };
  });
  const known = single.filter(({ path }) => KINDS.some(([ending]) => ending.test(path)));
  const analyses = single.filter(({ path }) => /\.json$/i.test(path));
  const others = known.length + scans.length + analyses.length > 0 ? known : single.slice(0, 1);
  const alone = others.map((file): Omit<Source, "id"> => {
    const beside = files.filter((other) => other !== file && folderOf(other.path) === folderOf(file.path));
    const flat = (one: DroppedFile): DroppedFile => ({ ...one, path: nameOf(one.path) });
    const kind = KINDS.find(([ending]) => ending.test(file.path))?.[1] ?? "file";
    return {
      name: nameOf(file.path),
      kind,
      bytes: file.size,
      files: 1,
      dropped: { name: nameOf(file.path), kind: "file", files: [flat(file), ...beside.map(flat)] },
    };
  });
  // Scans first, then other pictures: the first is opened.
  const rank = ({ kind }: Omit<Source, "id">): number =>
    kind === "Prairie folder" ? 0 : kind === "TIFF" ? 1 : kind === "NWB" ? 2 : 3;
  const all = [...scans, ...alone].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  const seen = new Map<string, number>();
  return {
    analyses,
    sources: all.map((source) => {
      const n = (seen.get(source.name) ?? 0) + 1;
      seen.set(source.name, n);
      return { ...source, id: n === 1 ? source.name : `${source.name} (${n})` };
    }),
  };
}

/** "cell 3/LineScan-1" of "cell 3/LineScan-1_Cycle00001_Ch2_000001.ome.tif", in small letters: folders are given other names. */
const pictureStems = (files: readonly DroppedFile[]): ReadonlySet<string> =>
  new Set(files.flatMap(({ path }) => /^(.+)[-_]Cycle\d+_.*\.tiff?$/i.exec(path)?.[1]?.toLowerCase() ?? []));

/** "x/LineScan-1/LineScan-1.xml", and where the folder itself was flattened "LineScan-1.xml". */
function isScanXml(path: string): boolean {
  const folder = nameOf(folderOf(path));
  const name = nameOf(path);
  return folder === ""
    ? /^LineScan-[^/]*\d\.xml$/i.test(name) && !/VoltageOutput|VoltageRecording|MarkPoints/i.test(name)
    : name.toLowerCase() === `${folder.toLowerCase()}.xml`;
}

/** Everything that a drop holds, folders walked through. */
export async function filesOf(transfer: DataTransfer): Promise<DroppedFile[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return [...transfer.files].map((file) => ({ path: file.name, size: file.size, file }));
  return (await Promise.all(entries.map(walk))).flat();
}

async function walk(entry: FileSystemEntry): Promise<DroppedFile[]> {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return entry.name.startsWith(".") ? [] : [{ path, size: file.size, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inner: FileSystemEntry[] = [];
  // A reader gives a hundred entries at a time, and none when it is done.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    inner.push(...some);
  }
  return (await Promise.all(inner.map(walk))).flat();
}

/** What a file dialogue gave; of a folder with its paths. */
export const chosenFiles = (list: FileList): DroppedFile[] =>
  [...list]
    .filter(({ name }) => !name.startsWith("."))
    .map((file) => ({ path: file.webkitRelativePath || file.name, size: file.size, file }));

type FolderEntry =
  | { readonly kind: "file"; readonly path: string; readonly bytes: number }
  | { readonly kind: "folder"; readonly entries: readonly FolderEntry[] };

/** Files of the folder that the server was given; none where it was given none, or nobody serves folders. */
export async function servedFiles(): Promise<
  { readonly name: string; readonly files: readonly DroppedFile[]; readonly leftOut: readonly string[] } | undefined
> {
  const answer = await fetch("api/folder").catch(() => undefined);
  if (!answer?.ok || !(answer.headers.get("content-type") ?? "").includes("json")) return undefined;
  const { folder } = (await answer.json()) as {
    folder: { name: string; entries: readonly FolderEntry[]; leftOut: readonly string[] } | null;
  };
  if (!folder) return undefined;
  const files: DroppedFile[] = [];
  const list = (entries: readonly FolderEntry[]): void => {
    for (const entry of entries) {
      if (entry.kind === "folder") list(entry.entries);
      else
        files.push({
          path: entry.path,
          size: entry.bytes,
          address: new URL(`api/file?path=${encodeURIComponent(entry.path)}`, location.href).href,
        });
    }
  };
  list(folder.entries);
  return { name: folder.name, files, leftOut: folder.leftOut };
}
