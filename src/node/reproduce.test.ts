import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { reproduce, type ReproduceOptions } from "./reproduce.js";

const folder = mkdtempSync(join(tmpdir(), "radiatum-reproduce-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The shortest experiment there is, in one spine, under two sets. */
const options = (more: ReproduceOptions): ReproduceOptions =>
  ({ only: ["S15"], population: 1, seed: 3, sets: ["sabatini-2002"], ...more });

describe("the scorecard on threads", () => {
  const keepIn = join(folder, "kept");
  let spines = 0;

  test("one thread and two give the same rows; each experiment's readings are kept under its set", async () => {
    const one = await reproduce(options({ workers: 1, keepIn, onProgress: (done) => { spines = done; } }));
    const two = await reproduce(options({ workers: 2 }));
    expect(spines).toBe(2);
    expect(two).toEqual(one);
    expect(one.rows.map(({ id }) => id)).toEqual(["S15"]);
    expect(one.sets.map(({ name }) => name)).toEqual(["base", "sabatini-2002"]);
    expect(one.sets[0]?.rows).not.toEqual(one.sets[1]?.rows);
    expect(readdirSync(join(keepIn, "readings", "sabatini-2002"))).toEqual(["channels-alone.json"]);
  }, 300_000);

  test("what was kept is not run again; what another program or seed left, or a damaged file, is", async () => {
    const ran = async (more: ReproduceOptions): Promise<number> => {
      let done = 0;
      await reproduce(options({ workers: 1, keepIn, onProgress: (n) => { done = n; }, ...more }));
      return done;
    };
    expect(await ran({})).toBe(0);
    const file = join(keepIn, "readings", "base", "channels-alone.json");
    writeFileSync(file, readFileSync(file, "utf8").slice(0, 60));
    expect(await ran({})).toBe(1);
    expect(await ran({ sets: [], seed: 4 })).toBe(1);
  }, 300_000);

  test("a set or finding that isn't there is refused with the nearest, before anything is run", async () => {
    await expect(reproduce(options({ sets: ["sabatini"] }))).rejects.toThrow('There is no parameter set "sabatini". Did you mean "sabatini-2002"?');
    await expect(reproduce(options({ only: ["Z01"] }))).rejects.toThrow("--only Z01: no finding is called so");
  });
});
