import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { figureOf, findings, protocolOf, scorecardDocument } from "radiatum/paper";
import { keptOf, type KeptDocument } from "./kept.js";

const text = readFileSync(new URL("../../../paper/scorecard.json", import.meta.url), "utf8");
const document = JSON.parse(text) as KeptDocument;

describe("the kept scorecard", () => {
  const kept = keptOf(document);

  test("has every finding under three sets, each beside its figure and with the protocol that answers it", () => {
    expect(kept.card.sets.map(({ name }) => name)).toEqual(["base", "yuste-calibration", "sabatini-2002"]);
    for (const { rows } of kept.card.sets) expect(rows.map(({ id }) => id)).toEqual(findings.map(({ id }) => id));
    for (const { id } of findings) expect(kept.places.get(id)).toEqual({ figure: figureOf(id), protocol: protocolOf(id) ?? null });
  });

  test("says what it was made with, and reads back to the document that it is", () => {
    expect(kept).toMatchObject({ seed: 1, version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string, sources: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect({ ...document, ...scorecardDocument(kept.card) }).toEqual(document);
    expect(kept.card.arguments.length).toBeGreaterThan(0);
    expect(kept.card.biases.length).toBeGreaterThan(0);
  });

  test("is small enough to be fetched when it is looked at: less than 300 kB before compression", () => {
    expect(text.length).toBeLessThan(300_000);
  });
});
