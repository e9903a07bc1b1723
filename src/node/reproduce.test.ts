import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { experiments, readSpine, studies, type Experiment } from "#paper";
import { paperText, reproduce, spines, type ReproduceOptions } from "./reproduce.js";

const folder = mkdtempSync(join(tmpdir(), "radiatum-reproduce-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The shortest experiment there is, in one spine, under two sets. */
const options = (more: ReproduceOptions): ReproduceOptions =>
  ({ only: ["S15"], population: 1, seed: 3, sets: ["sabatini-2002"], ...more });

describe("the scorecard on threads", () => {
  const keepIn = join(folder, "kept");
  const keptUnder = (set: string): string[] => readdirSync(join(keepIn, "readings", set));
  let seen = 0;

  test("one thread and two give the same rows; each experiment's readings are kept under its set", async () => {
    const one = await reproduce(options({ workers: 1, keepIn, onProgress: (done) => { seen = done; } }));
    const two = await reproduce(options({ workers: 2 }));
    expect(seen).toBe(2);
    expect(two).toEqual(one);
    expect(one.rows.map(({ id }) => id)).toEqual(["S15"]);
    expect(one.sets.map(({ name }) => name)).toEqual(["base", "sabatini-2002"]);
    expect(one.sets[0]?.rows).not.toEqual(one.sets[1]?.rows);
    expect(keptUnder("sabatini-2002")).toHaveLength(1);
  }, 300_000);

  test("what was kept is not run again; what another program or seed left, or a damaged file, is", async () => {
    const ran = async (more: ReproduceOptions): Promise<number> => {
      let done = 0;
      await reproduce(options({ workers: 1, keepIn, onProgress: (n) => { done = n; }, ...more }));
      return done;
    };
    expect(await ran({})).toBe(0);
    const [name = ""] = keptUnder("base");
    expect(name).toMatch(/^channels-alone-[0-9a-f]{8}\.json$/u);
    const file = join(keepIn, "readings", "base", name);
    writeFileSync(file, readFileSync(file, "utf8").slice(0, 60));
    expect(await ran({})).toBe(1);
    // Another seed, another population or another change stand beside it, and all are taken up again.
    const others: ReproduceOptions[] = [{ seed: 4 }, { population: 2 }, { set: ["trials=2"] }];
    for (const other of others) expect(await ran({ sets: [], ...other })).toBeGreaterThan(0);
    expect(keptUnder("base")).toHaveLength(4);
    for (const other of [{}, ...others]) expect(await ran({ sets: [], ...other })).toBe(0);
  }, 300_000);

  test("spines that one experiment has searched for aren't searched for by another on the same ones: the same readings", () => {
    const [pairing, deep] = ["pairing", "pairing-in-depth"].map((name) => [...experiments, ...studies].find((one) => one.name === name));
    const text = paperText("pairing");
    const drawing = { seed: 1, parameters: "base", changes: [] };
    const task = { text, k: 1, drawing };
    const [together] = [...spines([{ ...task, names: ["pairing", "pairing-in-depth"] }], [0])];
    expect(together?.found?.readings).toEqual([pairing, deep].map((experiment) => readSpine({ ...task, experiment: experiment as Experiment })));
  }, 300_000);

  test("a population that is no whole number is refused", async () => {
    await expect(reproduce(options({ population: 1.5 }))).rejects.toThrow("A population is a whole number of spines");
  });

  test("a set or finding that isn't there is refused with the nearest, before anything is run", async () => {
    await expect(reproduce(options({ sets: ["sabatini"] }))).rejects.toThrow('There is no parameter set "sabatini". Did you mean "sabatini-2002"?');
    await expect(reproduce(options({ only: ["Z01"] }))).rejects.toThrow("--only Z01: no finding is called so");
  });
});
