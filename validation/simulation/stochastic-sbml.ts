import {
  reactionNetwork, type Amounts, type Counts, type NetworkEvent, type Reaction, type ReactionNetwork,
} from "../../src/engine/stochastic/index.js";
import { conditionOf, formulaOf, mathIn, type Formula, type Scope } from "./stochastic-mathml.js";
import { attribute, child, listed, numberIn, parseKnownXml, type Shape, type XmlElement } from "./stochastic-xml.js";

/** A model of the stochastic test suite, ready to run. */
export interface StochasticModel {
  readonly name: string;
  readonly network: ReactionNetwork;
  /** The amount of a species, or of what a rule makes of the species. */
  readonly amount: (variable: string) => (counts: Counts) => number;
}

/** All that the suite's 39 models use of SBML Level 3 Version 1 Core and MathML. */
const SHAPES: Readonly<Record<string, Shape>> = {
  sbml: { attributes: { xmlns: "any", level: ["3"], version: ["1"] }, children: ["model"] },
  model: {
    attributes: { id: "any", name: "any", substanceUnits: ["item"], timeUnits: ["second"], volumeUnits: ["litre"] },
    children: [
      "listOfCompartments", "listOfSpecies", "listOfParameters", "listOfRules", "listOfReactions", "listOfEvents",
    ],
  },
  listOfCompartments: { children: ["compartment"] },
  compartment: { attributes: { id: "any", spatialDimensions: ["3"], size: "any", constant: ["true"] } },
  listOfSpecies: { children: ["species"] },
  species: {
    attributes: {
      id: "any", compartment: "any", initialAmount: "any", hasOnlySubstanceUnits: "any", boundaryCondition: "any",
      constant: "any",
    },
  },
  listOfParameters: { children: ["parameter"] },
  parameter: { attributes: { id: "any", value: "any", constant: ["true"] } },
  listOfRules: { children: ["assignmentRule"] },
  assignmentRule: { attributes: { variable: "any" }, children: ["math"] },
  listOfReactions: { children: ["reaction"] },
  reaction: {
    attributes: { id: "any", reversible: ["false"], fast: ["false"] },
    children: ["listOfReactants", "listOfProducts", "kineticLaw"],
  },
  listOfReactants: { children: ["speciesReference"] },
  listOfProducts: { children: ["speciesReference"] },
  speciesReference: { attributes: { species: "any", stoichiometry: "any", constant: "any" } },
  kineticLaw: { children: ["math", "listOfLocalParameters"] },
  listOfLocalParameters: { children: ["localParameter"] },
  localParameter: { attributes: { id: "any", value: "any" } },
  listOfEvents: { children: ["event"] },
  event: {
    attributes: { id: "any", useValuesFromTriggerTime: ["true"] },
    children: ["trigger", "listOfEventAssignments"],
  },
  trigger: { attributes: { initialValue: ["false"], persistent: ["true"] }, children: ["math"] },
  listOfEventAssignments: { children: ["eventAssignment"] },
  eventAssignment: { attributes: { variable: "any" }, children: ["math"] },
  math: { attributes: { xmlns: "any" }, children: ["apply", "ci", "cn"] },
  apply: { children: ["times", "divide", "minus", "geq", "gt", "apply", "ci", "cn", "csymbol"] },
  ...{ times: {}, divide: {}, minus: {}, geq: {}, gt: {}, ci: {} },
  cn: { attributes: { type: ["integer", "real"] } },
  csymbol: { attributes: { encoding: ["text"], definitionURL: ["http://www.sbml.org/sbml/symbols/time"] } },
};

/**
 * Reads a model of molecules in discrete numbers. Kinetic laws are propensities as they are written (x(x − 1)/2 of a
 * pair stands in the law itself). A species is its amount in a formula, or amount over the compartment's size unless it
 * `hasOnlySubstanceUnits`; one with `boundaryCondition` is left as it is by reactions. Anything else is refused.
 */
export function readStochasticSbml(text: string, file: string): StochasticModel {
  const root = parseKnownXml(text, file, SHAPES);
  const model = child(root, "model");
  if (root.name !== "sbml" || !model) throw new Error(`${file}: no <sbml> with a <model>`);
  const rules = new Map(listed(model, "listOfRules").map((rule) => [attribute(rule, "variable"), mathIn(rule)]));
  const species = listed(model, "listOfSpecies").filter((one) => !rules.has(attribute(one, "id")));
  const scope = modelScope(model, species, rules);
  const boundary = new Set<string>();
  for (const one of species) {
    if (attribute(one, "boundaryCondition") === "true") boundary.add(attribute(one, "id"));
    else if (attribute(one, "constant") === "true") throw new Error(`${file}: a species that reacts is not constant`);
  }
  const network = reactionNetwork({
    species: Object.fromEntries(
      species.map((one) => [attribute(one, "id"), numberIn(attribute(one, "initialAmount"), `${file}, initialAmount`)]),
    ),
    reactions: listed(model, "listOfReactions").map((reaction) => readReaction(reaction, scope, boundary)),
    events: listed(model, "listOfEvents").map((event) => readEvent(event, scope)),
  });
  const amount = (variable: string): ((counts: Counts) => number) => {
    const index = network.species.indexOf(variable);
    return index < 0 ? asFunction(scope(variable)) : (counts) => counts[index] as number;
  };
  return { name: attribute(model, "name"), network, amount };
}

/** What the names of a model stand for in its formulas. */
function modelScope(
  model: XmlElement,
  species: readonly XmlElement[],
  rules: ReadonlyMap<string, XmlElement>,
): Scope {
  const known = new Map<string, Formula>();
  for (const parameter of listed(model, "listOfParameters")) {
    known.set(attribute(parameter, "id"), numberIn(attribute(parameter, "value"), "a parameter"));
  }
  for (const compartment of listed(model, "listOfCompartments")) {
    const size = compartment.attributes.get("size");
    if (size !== undefined) known.set(attribute(compartment, "id"), numberIn(size, "a compartment's size"));
  }
  const scope: Scope = (name) => {
    const formula = known.get(name);
    if (formula === undefined) throw new Error(`"${name}" in a formula has no value: no parameter, species or size`);
    return formula;
  };
  for (const [index, one] of species.entries()) {
    const count = (counts: Counts): number => counts[index] as number;
    if (attribute(one, "hasOnlySubstanceUnits") === "true") known.set(attribute(one, "id"), count);
    else {
      const size = scope(attribute(one, "compartment"));
      if (typeof size !== "number") throw new Error("a compartment's size is a number");
      known.set(attribute(one, "id"), (counts) => count(counts) / size);
    }
  }
  for (const [variable, math] of rules) known.set(variable, formulaOf(math, scope));
  return scope;
}

function readReaction(reaction: XmlElement, scope: Scope, boundary: ReadonlySet<string>): Reaction {
  const law = child(reaction, "kineticLaw");
  if (!law) throw new Error(`reaction ${attribute(reaction, "id")} lacks its kinetic law`);
  const local = new Map(
    listed(law, "listOfLocalParameters").map((one) => [
      attribute(one, "id"), numberIn(attribute(one, "value"), "a local parameter"),
    ]),
  );
  const side = (list: string): Amounts => {
    const references = listed(reaction, list).filter((one) => !boundary.has(attribute(one, "species")));
    const amounts = references.map((one): [string, number] => [
      attribute(one, "species"), numberIn(attribute(one, "stoichiometry"), "a stoichiometry"),
    ]);
    if (new Set(amounts.map(([id]) => id)).size < amounts.length) throw new Error("a species stands twice on one side");
    return Object.fromEntries(amounts);
  };
  return {
    name: attribute(reaction, "id"),
    reactants: side("listOfReactants"),
    products: side("listOfProducts"),
    rate: { propensity: asFunction(formulaOf(mathIn(law), (name) => local.get(name) ?? scope(name))) },
  };
}

function readEvent(event: XmlElement, scope: Scope): NetworkEvent {
  const trigger = child(event, "trigger");
  if (!trigger) throw new Error("an event lacks its trigger");
  const set = Object.fromEntries(
    listed(event, "listOfEventAssignments").map((one) => [attribute(one, "variable"), formulaOf(mathIn(one), scope)]),
  );
  return { name: attribute(event, "id"), set, ...conditionOf(mathIn(trigger), scope) };
}

function asFunction(formula: Formula): (counts: Counts) => number {
  return typeof formula === "number" ? () => formula : formula;
}
