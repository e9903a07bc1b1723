import { expect, test } from "vitest";
import { starterProtocol, readProtocol } from "radiatum/protocol";
import { certificateJson, certificatePage, hashGroups, type Certificate } from "./certificate.js";

const certificate: Certificate = {
  name: "Pairing <b>& order</b>", sha256: "36120c30cabce5650bde0c886a5826ac881a39d35ba76fa4bc544ac4222b7f6b",
  trials: { recorded: 40, planned: 40 }, seed: 7, repeat: "radiatum simulate pairing.yaml --seed 7 --hash",
  versions: { radiatum: "0.1.0", sources: "ab".repeat(32), browser: "Chromium 147" },
  parameters: { set: "base", values: 362, outsideBounds: ["cell.sodium"] }, provenTrial: 6,
  errors: [{ name: "Time step halved", of: "spine [Ca]", share: 1e-5, about: "" }],
  parts: [{ kind: "halvings", halvings: { points: [{ halvings: 0, tolerance: 0.01, step: 0.1, moved: [{ quantity: "head calcium", unit: "µM", range: 1, change: 0.002, relative: 0.002 }] }], finest: { halvings: 1, tolerance: 0.00125, step: 0.05 }, order: {} } }],
  validation: { version: "0.1.0", scope: "full", sources: "cd", ofTheseSources: false, agrees: 3, differs: 1, told: 0 },
  protocol: readProtocol(starterProtocol("Pairing")),
};

test("the hash is shown as its first sixteen digits in four groups", () => {
  expect(hashGroups(certificate.sha256)).toEqual(["3612", "0c30", "cabc", "e565"]);
});

test("as data it reads back as it was, protocol and all", () => {
  expect(JSON.parse(certificateJson(certificate))).toEqual(JSON.parse(JSON.stringify(certificate)));
});

test("as a page it holds the whole hash, the command, each error and halving, what differs, and nothing that a name could run", () => {
  const page = certificatePage(certificate);
  for (const text of [certificate.sha256, certificate.repeat, "10⁻⁵", "0.01 (this run)", "3 of 4 lines within tolerance", "earlier sources", "cell.sodium"]) expect(page).toContain(text);
  expect(page).toContain("Pairing &lt;b&gt;&amp; order&lt;/b&gt;");
  expect(page).not.toMatch(/<b>|<script/);
});
