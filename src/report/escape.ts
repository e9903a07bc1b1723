/** Letters that markup or a terminal would act on, made harmless. A recording's strings are never trusted. */

/** C0 and C1 controls but tab and newline, halves of surrogate pairs, noncharacters, and marks that reorder text. */
const UNPRINTABLE =
  /[\p{Cc}\p{Cs}\u{FFFE}\u{FFFF}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{200E}\u{200F}\u{61C}]/gu;

/** The text with whatever cannot be shown replaced by U+FFFD; tabs and newlines become spaces. */
export function printable(text: string): string {
  return text.replace(/[\t\r\n]+/gu, " ").replace(UNPRINTABLE, "\uFFFD");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text for an element's content or a quoted attribute, in HTML and in XML 1.0 alike. */
export function escapeMarkup(text: string): string {
  return printable(text).replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);
}

/** `text` cut to `limit` letters with an ellipsis in place of the rest. */
export function shortened(text: string, limit: number): string {
  const letters = Array.from(printable(text));
  return letters.length <= limit ? letters.join("") : `${letters.slice(0, Math.max(1, limit - 1)).join("").trimEnd()}…`;
}
