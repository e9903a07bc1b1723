/** What only a computer with a file system has: opening and saving files, fonts for pictures, threads. */
export { fitBase, type FitBaseOptions } from "./fit-base.js";
export { dropAt, open } from "./open.js";
export { drawFigures, type FigureOptions } from "./figures.js";
export { pictureResources, type PictureResources } from "./resources.js";
export { reproduce, type Reproduced, type ReproduceOptions } from "./reproduce.js";
export { requireSavable, requireVacant, saveFile, saveFolder, saveNewFile } from "./save.js";
export { simulateOnWorkers } from "./simulate-on-workers.js";
export { simulateProtocol, type SimulateProtocolOptions } from "./simulate-protocol.js";
export type { WorkerOptions } from "./threads.js";
