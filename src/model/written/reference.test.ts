/** docs/mechanisms.md, snippet by snippet: what it shows is what the reader takes, and what it quotes is what the reader says. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readProtocol } from "#protocol";
import { openSession, simulateHere } from "#rig";
import { refusal } from "../../testing/refusal.js";
import { membranePlaces, writtenMechanism } from "./index.js";

const text = readFileSync(new URL("../../../docs/mechanisms.md", import.meta.url), "utf8");
const snippets = (kind: string): string[] => [...text.matchAll(new RegExp(`^\`\`\`${kind}\n([^]*?)^\`\`\``, "gmu"))].map((found) => found[1] as string);
const mechanisms = snippets("mechanism");

describe("docs/mechanisms.md", () => {
  test("shows seven mechanisms; each is read", () => {
    expect(mechanisms).toHaveLength(7);
    for (const [k, one] of mechanisms.entries()) expect(() => writtenMechanism({ name: `snippet${k}`, text: one }), one).not.toThrow();
  });
  test("all of them together are a cell that runs, and leave its calcium finite and above zero", () => {
    const protocol = readProtocol(JSON.stringify({
      mechanisms: mechanisms.map((one, k) => ({ name: `snippet${k}`, text: one, in: /caInside|at a point/u.test(one) ? "spine heads" : "everywhere" })),
      stimuli: { AP: { kind: "action potentials", at: "10 ms" } }, trials: 1, duration: "40 ms",
    }));
    const { truth } = simulateHere(protocol, { truth: ["head_calcium_uM"] });
    for (const x of truth!.trials[0]!.traces[0]!) expect(x).toBeGreaterThan(0);
  });
  test("its protocol is one, and puts the channel into soma and dendrites", () => {
    const [yaml = ""] = snippets("yaml");
    const { specimen } = openSession(readProtocol(`${yaml}\ntrials: 1\n`));
    expect(specimen.cell.membrane.map(({ mechanism }) => mechanism.name)).toContain("slowPotassium");
  });
  test("the README's channel is one, too", () => {
    const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
    const [, yaml = ""] = /^```yaml\n(mechanisms:[^]*?)^```/mu.exec(readme) ?? [];
    expect(readProtocol(yaml).mechanisms[0]).toMatchObject({ name: "mCurrent", in: ["soma", "axon"] });
  });
  test("what it quotes of a wrong unit is what is said, to the letter", () => {
    const [wrong = ""] = snippets("wrong");
    const [said = ""] = snippets("said");
    expect(refusal(() => writtenMechanism({ name: "slow", text: wrong })).message).toBe(said.trimEnd());
  });
  test("it names every place of the membrane, and the reader's bounds", () => {
    for (const { name } of membranePlaces) expect(text).toContain(`\`${name}\``);
    const states = (count: number): string => `parameter t = 1 ms\n${Array.from({ length: count }, (_, k) => `state s${k}\nd s${k}/dt = −s${k} / t`).join("\n")}`;
    expect(text).toContain("At most 8 mechanisms, 20,000 letters each, 24 states, 1,500 operations.");
    expect(() => writtenMechanism({ name: "many", text: states(24) })).not.toThrow();
    expect(() => writtenMechanism({ name: "many", text: states(25) })).toThrow("the most is 24");
  });
  test("lines of its tables mean what the tables say", () => {
    const declaring = "placed over membrane\nparameter a = 1\nparameter b = 2 mV\nparameter opening = 1 /ms\nparameter closing = 2 /ms\nreads v in mV\nstate closed, open\n";
    const computing = "half = (a + 3) / 2\nclosed ⇌ open : opening, closing\ninitial closed = 0.1\ninitial open = 0.9\n";
    const total = (formula: string): (() => unknown) => () => writtenMechanism({ name: "own", text: `${declaring}${computing}current total = half · open · 1 mS/cm² · (${formula})` });
    for (const formula of ["v if v > b else 0 mV", "v · linoid(v / b)", "v · growth(v / b)", "v if v ≥ b and not v == 3 mV or v <= −b else b", "max(v, b) − min(v, b) + abs(v)", "v * (a)²", "v × sqrt(a)³ · log(a)⁴"]) {
      expect(total(formula), formula).not.toThrow();
    }
    expect(total("v · tanh(a)")).toThrow('there is no function "tanh"');
  });
});
