import { childrenNamed, finiteNumber, type XmlElement } from "./xml-tree.js";

/** One setting: its name and value as the file spells them. */
export interface StateValue {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
}

/**
 * The settings of one PVStateShard by lower-cased name.
 *
 * Version 5 nests values (`PVStateValue` › `IndexedValue` or `SubindexedValues` › `SubindexedValue`), version 4 has flat
 * names (`Key key="micronsPerPixel_XAxis"`). Both become the flat form: key, key_index, key_index_subindex. Lower case
 * because version 4 writes `scanlinePeriod` and version 5 `scanLinePeriod`.
 */
export type StateShard = ReadonlyMap<string, StateValue>;

/** The settings of all PVStateShard children of an element; the first of equal names stands. */
export function readState(owner: XmlElement | undefined): StateShard {
  const state = new Map<string, StateValue>();
  const put = (key: string | undefined, element: XmlElement): void => {
    const value = element.attributes.get("value");
    if (key === undefined || value === undefined || state.has(key.toLowerCase())) return;
    const description = element.attributes.get("description");
    state.set(key.toLowerCase(), { key, value, ...(description === undefined ? {} : { description }) });
  };
  const joined = (...parts: readonly (string | undefined)[]): string | undefined =>
    parts.includes(undefined) ? undefined : parts.join("_");
  for (const shard of childrenNamed(owner, "PVStateShard")) {
    for (const element of shard.children) {
      if (element.name !== "PVStateValue" && element.name !== "Key") continue;
      const key = element.attributes.get("key");
      put(key, element);
      for (const indexed of childrenNamed(element, "IndexedValue")) put(joined(key, indexed.attributes.get("index")), indexed);
      for (const group of childrenNamed(element, "SubindexedValues")) {
        for (const inner of childrenNamed(group, "SubindexedValue")) {
          put(joined(key, group.attributes.get("index"), inner.attributes.get("subindex")), inner);
        }
      }
    }
  }
  return state;
}

/** Where a setting stands: the nearer one to the image wins, because Prairie writes there what differs. */
export type StateLevel = "Frame" | "Sequence" | "PVScan";

/** A setting together with the element whose PVStateShard gave it. */
export interface FoundValue extends StateValue {
  readonly level: StateLevel;
}

/** Settings in force for one frame, nearest first. */
export interface StateLayers {
  readonly frame: StateShard;
  readonly sequence: StateShard;
  readonly file: StateShard;
}

/** The value in force: the frame's, else the sequence's, else the file's. */
export function stateValue(layers: StateLayers, key: string): FoundValue | undefined {
  const name = key.toLowerCase();
  const inFrame = layers.frame.get(name);
  if (inFrame) return { ...inFrame, level: "Frame" };
  const inSequence = layers.sequence.get(name);
  if (inSequence) return { ...inSequence, level: "Sequence" };
  const inFile = layers.file.get(name);
  return inFile ? { ...inFile, level: "PVScan" } : undefined;
}

/** The value in force as a finite number; undefined where absent or not a number. */
export function stateNumber(layers: StateLayers, key: string): number | undefined {
  return finiteNumber(stateValue(layers, key)?.value);
}
