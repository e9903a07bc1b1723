/** Drugs and solutions as nouns, and what they do to the cell's mechanisms. */
export { drugEffects, drugNamed, drugNames, drugQuantities, drugs, type Drug } from "./drugs.js";
export {
  pipetteMagnesium,
  runDown,
  solutionQuantities,
  surroundingsSettings,
  temperatureSettings,
  type Surroundings,
} from "./solutions.js";
