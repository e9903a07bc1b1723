/** What a synapse may be made of beside its receptors' mechanisms. */
export { magnesiumBlock, magnesiumBlocks, type MagnesiumBlock } from "./magnesium-blocks.js";
