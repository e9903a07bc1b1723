import { describe, expect, test } from "vitest";
import { dsmtsFolder, dsmtsRows, judgeCase, readCase } from "./dsmts.js";
import { adaptiveGatingRows, gatingRows } from "./stochastic-gating.js";
import { readStochasticSbml } from "./stochastic-sbml.js";
import { lineageMoments } from "./lineages.js";
import { judge, scoreBoard } from "./stochastic-scores.js";

const folder = dsmtsFolder();

/** A model with what is asked of the reader in each place. */
const sbml = ({ law = "<ci> k </ci>", event = "", species = "", reaction = "" } = {}): string => `
<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model name="made">
<listOfCompartments><compartment id="Cell" spatialDimensions="3" size="2" constant="true"/></listOfCompartments>
<listOfSpecies><species id="X" compartment="Cell" initialAmount="10" hasOnlySubstanceUnits="false"
  boundaryCondition="false" constant="false" ${species}/></listOfSpecies>
<listOfParameters><parameter id="k" value="3" constant="true"/></listOfParameters>
<listOfReactions><reaction id="R" reversible="false" fast="false" ${reaction}>
  <listOfReactants><speciesReference species="X" stoichiometry="1" constant="true"/></listOfReactants>
  <kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML">${law}</math></kineticLaw></reaction></listOfReactions>
${event}</model></sbml>`;

/** The propensity of its reaction with 10 of X in a compartment of 2. */
const propensity = (law: string): number => {
  const { network } = readStochasticSbml(sbml({ law }), "made.xml");
  return network.reactions[0]!.bound(network.initial);
};

describe("the reader of SBML", () => {
  test.each([
    ["<ci> k </ci>", 3],
    ["<ci> X </ci>", 5], // a concentration: 10 in a compartment of 2
    ["<apply><times/><ci>k</ci><ci>X</ci><cn>0.5</cn><cn type=\"integer\"> 2 </cn></apply>", 15],
    ["<apply><divide/><apply><minus/><ci>X</ci><cn>1</cn></apply><ci>k</ci></apply>", 4 / 3],
    ["<apply><divide/><ci>k</ci><ci>X</ci></apply>", 0.6],
    ["<apply><minus/><ci>X</ci><ci>k</ci></apply>", 2],
  ])("%s is %d", (law, value) => expect(propensity(law)).toBeCloseTo(value, 12));

  test.each([
    [{ law: "<apply><power/><ci>X</ci><cn>2</cn></apply>" }, /line \d+: <power>/],
    [{ law: "<ci> q </ci>" }, /"q" in a formula/],
    [{ law: "<apply><minus/><ci>X</ci></apply>" }, /two operands here, found 1/],
    [{ event: "<listOfEvents><event id=\"e\"><delay/></event></listOfEvents>" }, /<delay>/],
    [{ event: "<listOfFunctionDefinitions/>" }, /<listOfFunctionDefinitions>/],
    [{ species: "conversionFactor=\"k\"" }, /conversionFactor of <species>/],
    [{ reaction: "compartment=\"Cell\"" }, /compartment of <reaction>/],
    [{ law: "<ci> k </cn>" }, /made\.xml.*unexpected close tag/],
  ])("%j is refused by name", (part, message) => {
    expect(() => readStochasticSbml(sbml(part), "made.xml")).toThrow(message);
  });
});

// Values with deviations ±1 about a mean 0.5 too high: Z = √n·0.5/σ, S² = n/(n − 1), by hand.
test("100 values of 9.5 and 11.5 against 10 ± 2 score Z = 2.5 and Y = −5.28", () => {
  const board = scoreBoard([{ where: "here", mean: 10, sd: 2 }]);
  for (let i = 0; i < 100; i++) board.add(0, i % 2 === 0 ? 9.5 : 11.5);
  const [score] = board.scores({ meanLimit: 3, sdLimit: 5 });
  expect(score!.z).toBeCloseTo(2.5, 12);
  expect(score!.y).toBeCloseTo(Math.sqrt(50) * (100 / 99 / 4 - 1), 12);
});

/** The verdict on counts that are 1 in one run of 97, else 0, of which sd is expected to be so many times too small. */
const verdictOn = (ySpread: number | undefined, tooSmall: number): string => judge("made", 97_000, (runs) => {
  const sd = Math.sqrt(96) / 97 / tooSmall;
  const board = scoreBoard([{ where: "here", mean: 1 / 97, sd, ...(ySpread !== undefined && { ySpread }) }]);
  for (let i = 0; i < runs; i++) board.add(0, i % 97 === 0 ? 1 : 0);
  return board.scores({ meanLimit: 3, sdLimit: 5 });
}).row.verdict;

// Y = √(n/2)·(1.05² − 1) = 22.6 with 97 000 runs, 45 with four times as many. Of a Bernoulli variable κ = 1/pq − 3, here 95.
describe("a spread that is 2 % larger than expected, which is a Y of 8.9 and 17.8 when repeated,", () => {
  test("differs where Y is taken to have a normal law's deviation of 1", () => expect(verdictOn(undefined, 1.02)).toBe("differs"));
  test("agrees where its law gives it one of 6.86", () => expect(verdictOn(6.86, 1.02)).toBe("agrees"));
  test("differs all the same if it is 5 %, past 3 of those", () => expect(verdictOn(6.86, 1.05)).toBe("differs"));
});

// By hand for one ancestor that only dies: Bernoulli with p = e^(−µt), κ = 1/pq − 3; and a Yule process is geometric.
test("lineages: mean, sd and kurtosis are those of a Bernoulli law without births, and of a geometric one without deaths", () => {
  const p = Math.exp(-0.7);
  const dying = lineageMoments({ ancestors: 1, splitting: 0, dying: 0.7 }, 1);
  expect(dying.mean).toBeCloseTo(p, 12);
  expect(dying.sd).toBeCloseTo(Math.sqrt(p * (1 - p)), 12);
  expect(dying.kurtosis).toBeCloseTo(1 / (p * (1 - p)) - 3, 10);
  const splitting = lineageMoments({ ancestors: 1, splitting: 0.7, dying: 0 }, 1);
  expect(splitting.mean).toBeCloseTo(1 / p, 12);
  expect(splitting.kurtosis).toBeCloseTo(9 + (p * p) / (1 - p), 10);
});

describe.skipIf(folder === undefined)("the stochastic test suite of SBML (needs ../shared)", () => {
  // One model of each kind: plain, local parameters, boundary species, concentrations, compartment in the law, rule,
  // immigration, events at times and on counts, dimers, batches. All 39 with 10 000 runs stand in `npm run validate`.
  test("11 models with 500 runs each keep mean and sd within the suite's ranges at every time", () => {
    const rows = dsmtsRows({ runs: 500, only: [1, 2, 6, 11, 18, 19, 24, 28, 29, 33, 37] });
    expect(rows).toHaveLength(12);
    expect(rows.filter((row) => row.verdict !== "agrees")).toEqual([]);
  });

  test("00003's law has the suite's own mean and sd at every time, and a kurtosis of 96 at the last", () => {
    const { expected, times } = readCase(folder!, 3);
    for (const [i, { mean, sd }] of expected.entries()) {
      const law = lineageMoments({ ancestors: 100, splitting: 1, dying: 1.1 }, times[i]!);
      expect(law.mean).toBeCloseTo(mean, 4);
      expect(law.sd).toBeCloseTo(sd, 4);
    }
    expect(lineageMoments({ ancestors: 100, splitting: 1, dying: 1.1 }, 50).kurtosis).toBeCloseTo(96, 0);
  });

  test.each([
    ["deaths at 1.12 for 1.1", 3, (text: string) => text.replace('value="1.1"', 'value="1.12"')],
    ["death at 0.12 for 0.11", 1, (text: string) => text.replace('value="0.11"', 'value="0.12"')],
    ["a reset at 24 for 25", 28, (text: string) => text.replace("> 25 <", "> 24 <")],
    ["arrivals of 6 for 5", 37, (text: string) => text.replace('stoichiometry="5"', 'stoichiometry="6"')],
    ["pairs of x², not x(x − 1)", 30, (text: string) => text.replace("> 1 <", "> 0 <")],
  ])("%s is found", (_, number, alter) => {
    expect(judgeCase(readCase(folder!, number), 500).row.verdict).toBe("agrees");
    expect(judgeCase(readCase(folder!, number, alter), 500).row.verdict).toBe("differs");
  });
});

test("40 channels that relax are binomial at every time, in steps of 0.025 ms as of τ, in each of 4 states", () => {
  expect(gatingRows({ runs: 1000 }).filter((row) => row.verdict === "differs")).toEqual([]);
});

test("40 channels in runs by adaptive steps are binomial, too, though what they do has steps repeated", () => {
  const [row] = adaptiveGatingRows({ runs: 200 });
  expect(row!.verdict).toBe("agrees");
  expect(Number(/(\d+) steps repeated/.exec(row!.case)?.[1])).toBeGreaterThan(200);
});
