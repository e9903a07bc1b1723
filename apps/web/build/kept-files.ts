/** Lists what the build made, for use without a network: within the service worker, and as a file for the page. */
import { createHash } from "node:crypto";
import type { Plugin } from "vite";
import { LIST, SERVICE_WORKER, type KeptFile } from "../service-worker/kept-file.js";

/** After all else, since what it lists must be final. */
export function keptFiles(): Plugin {
  return {
    name: "radiatum-kept-files",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const files = Object.values(bundle).filter(({ fileName }) => fileName !== SERVICE_WORKER)
          .map((made): KeptFile => ({
            path: made.fileName === "index.html" ? "./" : made.fileName,
            sha256: createHash("sha256").update(made.type === "chunk" ? made.code : made.source).digest("hex"),
          })).sort((a, b) => (a.path < b.path ? -1 : 1));
        if (!files.some(({ path }) => path === "./")) throw new Error("broken invariant: the page itself is among its files");
        const worker = bundle[SERVICE_WORKER];
        if (worker?.type !== "chunk" || worker.imports.length > 0) throw new Error(`broken invariant: the build makes ${SERVICE_WORKER}, which stands alone`);
        const list = JSON.stringify(files);
        const said = { __FILES__: list, __DIGEST__: JSON.stringify(createHash("sha256").update(list).digest("hex")) };
        for (const [name, value] of Object.entries(said)) {
          if (!worker.code.includes(name)) throw new Error(`broken invariant: ${SERVICE_WORKER} reads ${name}`);
          worker.code = worker.code.replaceAll(name, () => value);
        }
        this.emitFile({ type: "asset", fileName: LIST, source: list });
      },
    },
  };
}
