import type { Issue } from "#recording";
import { readState, type StateLayers, type StateShard } from "./state.js";
import { childrenNamed, elementsNamed, finiteNumber, type XmlDocument, type XmlElement } from "./xml-tree.js";

/** One image file that a frame names. */
export interface FrameFile {
  /** From 1, as Prairie counts them. */
  readonly channel: number;
  readonly channelName: string;
  readonly filename: string;
  /** From 0, within a file of several pages. */
  readonly page: number;
}

/** One acquired image: for a line scan, all lines of one cycle. */
export interface PrairieFrame {
  /** s on the acquisition's clock, whose zero lies shortly before the first cycle. */
  readonly absoluteTime?: number;
  readonly files: readonly FrameFile[];
  readonly state: StateLayers;
}

/** A file that a sequence names, with its start in s relative to the sequence where given (within a day). */
export interface AssociatedFile {
  readonly filename: string;
  /** The user's name of the experiment: "Step 1_-120 pA". */
  readonly name?: string;
  readonly dataFile?: string;
  readonly relativeTime?: number;
}

/** One Sequence element: a cycle. */
export interface PrairieSequence {
  readonly type: string;
  /** As the file counts; some versions write 0 or repeat 1. */
  readonly cycle: number | undefined;
  /** s since midnight when the sequence was set up. */
  readonly timeOfDay?: number;
  readonly lineDefinition?: XmlElement;
  readonly frames: readonly PrairieFrame[];
  readonly markPoints: readonly AssociatedFile[];
  readonly voltageRecordings: readonly AssociatedFile[];
  readonly voltageOutputs: readonly AssociatedFile[];
}

/** What a PVScan file says, in its own order. */
export interface PrairieScan {
  readonly version: string | undefined;
  readonly date: string | undefined;
  readonly notes: string | undefined;
  readonly fileState: StateShard;
  readonly sequences: readonly PrairieSequence[];
  /** False where the XML breaks off: then cycles may exist that it doesn't name. */
  readonly complete: boolean;
  readonly issues: readonly Issue[];
}

/** Interprets a parsed PVScan file; undefined where its root is something else. Values are taken as they stand. */
export function readScan(document: XmlDocument): PrairieScan | undefined {
  const root = document.root;
  if (root?.name !== "PVScan") return undefined;
  const fileState = readState(root);
  return {
    version: nonEmpty(root.attributes.get("version")),
    date: nonEmpty(root.attributes.get("date")),
    notes: nonEmpty(root.attributes.get("notes")),
    fileState,
    sequences: childrenNamed(root, "Sequence").map((sequence) => readSequence(sequence, fileState)),
    complete: document.complete,
    issues: document.issues,
  };
}

function readSequence(element: XmlElement, file: StateShard): PrairieSequence {
  const sequence = readState(element);
  const pagesSeen = new Map<string, number>();
  const timeOfDay = secondsOfDay(element.attributes.get("time"));
  const lineDefinition = childrenNamed(element, "PVLinescanDefinition")[0];
  return {
    type: element.attributes.get("type") ?? "",
    cycle: finiteNumber(element.attributes.get("cycle")),
    ...(timeOfDay === undefined ? {} : { timeOfDay }),
    ...(lineDefinition ? { lineDefinition } : {}),
    frames: childrenNamed(element, "Frame").map((frame) => readFrame(frame, { sequence, file }, pagesSeen)),
    markPoints: associated(element, "MarkPoints", "filename"),
    voltageRecordings: associated(element, "VoltageRecording", "configurationFile"),
    voltageOutputs: associated(element, "VoltageOutput", "filename"),
  };
}

function readFrame(element: XmlElement, outer: Omit<StateLayers, "frame">, pagesSeen: Map<string, number>): PrairieFrame {
  const absoluteTime = finiteNumber(element.attributes.get("absoluteTime"));
  const files: FrameFile[] = [];
  for (const file of childrenNamed(element, "File")) {
    const filename = nonEmpty(file.attributes.get("filename"));
    const channel = finiteNumber(file.attributes.get("channel"));
    if (filename === undefined || channel === undefined || !Number.isInteger(channel) || channel < 1) continue;
    const nth = pagesSeen.get(filename) ?? 0;
    pagesSeen.set(filename, nth + 1);
    const page = finiteNumber(file.attributes.get("page"));
    files.push({
      channel,
      channelName: nonEmpty(file.attributes.get("channelName")) ?? `Ch${channel}`,
      filename,
      page: page !== undefined && Number.isInteger(page) && page >= 1 ? page - 1 : nth,
    });
  }
  return { ...(absoluteTime === undefined ? {} : { absoluteTime }), files, state: { frame: readState(element), ...outer } };
}

function associated(element: XmlElement, name: string, attribute: string): readonly AssociatedFile[] {
  return elementsNamed(element, name).flatMap((found) => {
    const filename = nonEmpty(found.attributes.get(attribute));
    const dataFile = nonEmpty(found.attributes.get("dataFile"));
    const relativeTime = finiteNumber(found.attributes.get("relativeTime"));
    const title = nonEmpty(found.attributes.get("name"));
    if (filename === undefined && dataFile === undefined) return [];
    return [
      {
        filename: filename ?? (dataFile ?? "").replace(/\.csv$/i, ".xml"),
        ...(title === undefined ? {} : { name: title }),
        ...(dataFile === undefined ? {} : { dataFile }),
        ...(relativeTime === undefined || Math.abs(relativeTime) > 86_400 ? {} : { relativeTime }),
      },
    ];
  });
}

/** "14:50:09.6801205" in seconds since midnight. */
function secondsOfDay(text: string | undefined): number | undefined {
  const match = /^(\d{1,2}):(\d{2}):(\d{2}(?:\.\d+)?)$/.exec(text?.trim() ?? "");
  if (!match) return undefined;
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return hours < 24 && minutes < 60 && seconds < 60 ? hours * 3600 + minutes * 60 + seconds : undefined;
}

function nonEmpty(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === undefined || trimmed === "" ? undefined : trimmed;
}
