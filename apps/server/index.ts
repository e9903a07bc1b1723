/** Serves the workbench's files, and one folder of recordings, to the browser on this machine and to nobody else. */
export { DEFAULT_PORT, serveApp, type Limits, type ServedApp, type ServeOptions } from "./serve.js";
export type { FolderEntry, FolderListing } from "./folder.js";
