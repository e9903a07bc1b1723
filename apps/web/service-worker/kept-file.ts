/** What the build tells of the page's files: to the service worker within itself, to the page as a list beside it. */
export const SERVICE_WORKER = "service-worker.js";
export const LIST = "offline-files.json";

export interface KeptFile {
  /** From the page's own folder; "./" is the page itself. */
  readonly path: string;
  /** SHA-256 of its bytes, in hexadecimal digits. */
  readonly sha256: string;
}

/**
 * What the page asks of a version that waits: it takes over where no other page would be left with files of two versions. A type,
 * since the worker must stand alone: a file that it imported would have to be there before it could serve any.
 */
export type Order = "take over";
