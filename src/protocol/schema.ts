import { modelCatalogue, type Catalogue } from "./catalogue.js";
import { protocolShape } from "./fields/protocol.js";
import type { JsonSchema } from "./shapes/shape.js";

/** JSON Schema (draft 2020-12) of a protocol file, for editors: what the reader takes, described field by field. */
export function protocolSchema(catalogue: Catalogue = modelCatalogue()): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Radiatum protocol",
    description: "One experiment at the virtual rig: cell, solutions, electrode, stimuli, imaging, trials.",
    ...protocolShape.schema(catalogue),
    type: "object",
  };
}

/** Every field as a Markdown table: path, what it is, its default. */
export function protocolFields(catalogue: Catalogue = modelCatalogue()): string {
  const rows = fieldsOf(protocolSchema(catalogue), "");
  const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
  return ["| field | | default |", "|---|---|---|", ...rows.map((row) => `| ${row.map(cell).join(" | ")} |`), ""].join("\n");
}

type Row = readonly [path: string, about: string, fallback: string];

function fieldsOf(schema: JsonSchema, path: string): Row[] {
  const properties = schema["properties"] as Record<string, JsonSchema> | undefined;
  if (properties) {
    return Object.entries(properties).flatMap(([key, field]): Row[] => {
      const at = path === "" ? key : `${path}.${key}`;
      const about = field["description"] as string;
      if (about.startsWith("The same as ")) return [];
      const [said, implied] = about.split(" Default: ") as [string, string | undefined];
      return [[`\`${at}\``, said, implied?.replace(/\.$/u, "") ?? defaultOf(field["default"])], ...fieldsOf(field, at)];
    });
  }
  const branches = (schema["anyOf"] as JsonSchema[] | undefined) ?? [];
  const named = branches.filter((branch) => branch["title"] !== undefined);
  if (named.length > 0) {
    return named.flatMap((branch) => fieldsOf(branch, `${path} (${branch["title"] as string})`).filter(([at]) => !at.endsWith(".kind`")));
  }
  const [first] = branches;
  if (!first) return schema["additionalProperties"] && typeof schema["additionalProperties"] === "object" ? fieldsOf(schema["additionalProperties"] as JsonSchema, `${path}.…`) : [];
  return first["items"] ? fieldsOf(first["items"] as JsonSchema, `${path}[]`) : fieldsOf(first, path);
}

function defaultOf(value: unknown): string {
  if (value === undefined) return "";
  const empty = typeof value === "object" && value !== null && JSON.stringify(value).replace(/[[\]{}]/gu, "") === "";
  return empty ? "" : typeof value === "string" ? value : JSON.stringify(value);
}
