/** Whether mechanisms that a protocol brings along can be: their texts are read here, and thrown away again. */
import { RigError } from "#errors";
import { placeProblem, valueProblem, writtenMechanism } from "#model";
import type { Protocol } from "./protocol.js";
import type { Contradict, Place } from "./shapes/shape.js";

/** `textPlace`: where the first line of a text stands in the file, if its lines are the file's. */
export function mechanismsFit({ mechanisms }: Protocol, no: Contradict, textPlace: (path: string) => Place | undefined): void {
  mechanisms.forEach((written, i) => {
    const path = `mechanisms[${i}]`;
    const first = textPlace(`${path}.text`);
    try {
      const mechanism = writtenMechanism(written, first ? first.line - 1 : 0);
      for (const [parameter, text] of Object.entries(written.with)) {
        const wrong = valueProblem(mechanism, parameter, text);
        if (wrong !== undefined) no(`${path}.with.${parameter}`, wrong);
      }
      const misplaced = placeProblem(mechanism, written.in);
      if (misplaced !== undefined) no(`${path}.in`, misplaced);
    } catch (error) {
      if (!(error instanceof RigError)) throw error;
      const { code, message, fields } = error;
      no(`${path}.${code === "written-name" ? "name" : "text"}`, message.replace(/\.$/u, ""), first && placeIn(fields, first));
    }
  });
}

/** Where in the file a complaint about a piece of the text belongs. */
function placeIn({ source, start }: Readonly<Record<string, unknown>>, { line, column }: Place): Place {
  if (typeof source !== "string" || typeof start !== "number") return { line, column };
  const from = source.lastIndexOf("\n", start - 1) + 1;
  return { line: source.slice(0, from).split("\n").length, column: column + start - from };
}
