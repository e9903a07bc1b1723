/** Text small enough for an address: deflated, in letters that need no escape. */
import { deflateSync, inflateSync, strFromU8, strToU8 } from "fflate";

export function pack(text: string): string {
  const bytes = deflateSync(strToU8(text), { level: 9 });
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Longer than any protocol; what a link inflates to is bounded by it. */
const LONGEST = 200_000;

/** Undefined where a link was cut short, or was never ours. */
export function unpack(packed: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    return strFromU8(inflateSync(bytes, { out: new Uint8Array(LONGEST) }));
  } catch {
    return undefined;
  }
}
