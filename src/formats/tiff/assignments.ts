/** Lines of `key=value` or `key = value`, as ImageJ and ScanImage write them; the first value of a key counts. */
export function assignments(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/[\r\n]+/)) {
    const at = line.indexOf("=");
    const key = line.slice(0, Math.max(0, at)).trim();
    if (key !== "" && !values.has(key)) values.set(key, line.slice(at + 1).trim());
  }
  return values;
}

/** A finite number, else undefined. */
export function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A whole number of at least 1, else undefined. */
export function countOf(text: string | undefined): number | undefined {
  const value = numberOf(text);
  return value !== undefined && Number.isSafeInteger(value) && value >= 1 ? value : undefined;
}
