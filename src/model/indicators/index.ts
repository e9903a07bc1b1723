/** Dyes: what they bind, how bright they are, how they get into a spine. */
export { dyeBrightness, dyeSettings, type DyeBrightness } from "./brightness.js";
export { dyeNamed, dyeNames, dyes, type Dye } from "./dyes.js";
export { dyeLoaded, loadingQuantities } from "./loading.js";
