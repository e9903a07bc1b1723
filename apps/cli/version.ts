import { createRequire } from "node:module";

/** The version in package.json, wherever this file was built to. */
export const version = (createRequire(import.meta.url)("radiatum/package.json") as { version: string }).version;
