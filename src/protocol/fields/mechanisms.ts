/** Fields of mechanisms that a person wrote. */
import { RigError } from "#errors";
import { mostOfText } from "#model";
import type { WrittenMechanism } from "../protocol.js";
import { choice, list, name, prose } from "../shapes/plain.js";
import { named, record } from "../shapes/record.js";
import { note, unexpected, unread, type Found, type Shape } from "../shapes/shape.js";
import { settings } from "./specimen.js";

/** A text with its lines as they are; or the file that holds it, which whoever opened the protocol reads. */
const text: Shape<string> = {
  expects: "a mechanism as text, or the file that holds it, such as { file: m-current.txt }",
  read: (found, here) => {
    if (typeof found.value === "string") return lines(found.value) ?? note(here, TOO_LONG);
    const file = found.value instanceof Map ? (found.value as ReadonlyMap<string, Found>).get("file") : undefined;
    if (file === undefined || found.value instanceof Map && found.value.size > 1) return unexpected(found, here, text.expects);
    const at = { ...here, written: `${here.written}.file`, place: file.place };
    const path = prose(1000).read(file, at);
    if (path === unread) return unread;
    if (!here.reading.fileText) return note(at, `${path} can't be opened from here; put its text in its place, or open both files together`);
    here.reading.spots.set(here.path, { written: `${here.written}, ${path}`, place: file.place });
    try {
      return lines(here.reading.fileText(path)) ?? note(at, TOO_LONG);
    } catch (error) {
      if (!(error instanceof RigError)) throw error;
      return note(at, error.message);
    }
  },
  schema: () => ({
    anyOf: [
      { type: "string", maxLength: mostOfText.letters },
      { type: "object", properties: { file: { type: "string", description: "Beside the protocol, or in a folder below." } }, required: ["file"], additionalProperties: false },
    ],
  }),
};

const TOO_LONG = `it has more than ${mostOfText.letters} letters, which no mechanism needs`;

/** Undefined where there are too many. */
function lines(whole: string): string | undefined {
  const tidy = whole.replace(/\r\n?/gu, "\n").replace(/[ \t]+$/gmu, "").trimEnd();
  return tidy.length <= mostOfText.letters ? `${tidy}\n` : undefined;
}

export const mechanisms = named("mechanisms", record<WrittenMechanism>("a mechanism", {
  name: { shape: name(), about: "How values, the truth and messages call it." },
  text: { shape: text, about: "All of it: parameters, what it reads, states, equations; or { file: … } beside the protocol." },
  in: {
    shape: list("places of the membrane", choice("a place of the membrane", (catalogue) => catalogue.places), { least: 1, most: 12 }),
    about: "Where it sits.", default: "everywhere",
  },
  with: { shape: settings, about: "Parameters that differ from the text's own, such as { gMax: 3 mS/cm² }, within the text's bounds.", default: {} },
}), { most: 8, value: "text", own: ["with"] });
