/** Figures 1 to 8 of the paper, drawn from the virtual rig's recordings. */
export { figurePicture, protocolsOf, type FigurePanel, type FigurePicture } from "./picture.js";
export { figures } from "./figures.js";
export { figureOf, panelsOf } from "./shown-by.js";
