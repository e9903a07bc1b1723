import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { KEPT_TABLE, sourcesDigest } from "./sources.js";

const folder = mkdtempSync(join(tmpdir(), "radiatum-sources-"));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

test("the digest of the sources hears of a changed number and a moved file; not of tests, the kept table, or where it all lies", () => {
  const project = join(folder, "one");
  for (const part of ["src/model", "validation"]) mkdirSync(join(project, part), { recursive: true });
  writeFileSync(join(project, "src/model/nmda.ts"), "0.2 nS");
  writeFileSync(join(project, "validation/rows.ts"), "rows");
  const before = sourcesDigest(project);
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  writeFileSync(join(project, "src/model/nmda.test.ts"), "a test");
  writeFileSync(join(project, KEPT_TABLE), "{}");
  expect(sourcesDigest(project)).toBe(before);
  cpSync(project, join(folder, "two"), { recursive: true });
  expect(sourcesDigest(join(folder, "two"))).toBe(before);
  writeFileSync(join(project, "src/model/nmda.ts"), "0.3 nS");
  expect(sourcesDigest(project)).not.toBe(before);
  writeFileSync(join(folder, "two/src/nmda.ts"), "0.2 nS");
  rmSync(join(folder, "two/src/model/nmda.ts"));
  expect(sourcesDigest(join(folder, "two"))).not.toBe(before);
});
