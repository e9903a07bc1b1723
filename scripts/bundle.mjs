// Makes one file of every folder of src in a build: `node bundle.mjs DIST`. Node takes about half a millisecond to find
// and read a module, so hundreds of them cost a tenth of a second and more at each start of the command line, and of
// each of its threads. Folders stay apart, since each is entered by its index alone, and so does what is imported on
// demand, and what threads start from (worker.js). Comments stay in the declarations, where editors look for them.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { rolldown } from "rolldown";

const dist = resolve(process.argv[2] ?? "dist");
const src = join(dist, "src");

/** Every JavaScript file of a folder, by its whole path. */
const scripts = (folder) => readdirSync(folder, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".js"))
  .map((entry) => join(entry.parentPath, entry.name));

/** What a built file imports by a relative path, at once or on demand. */
const imported = (file) => [...readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+\.js)"/g)]
  .map(([, path]) => resolve(dirname(file), path));

const isRelative = (id) => /^\.{1,2}\//.test(id);
const inside = (file, folder) => file.startsWith(folder + sep);

const files = ["src", "apps/cli", "apps/server", "bench", "validation", "examples"].flatMap((part) => scripts(join(dist, part)));
const uses = files.map((file) => ({ file, targets: imported(file) }));

for (const entry of readdirSync(src, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue;
  const folder = join(src, entry.name);
  const doors = new Set([join(folder, "index.js")]);
  for (const { file, targets } of uses) {
    if (inside(file, folder)) continue;
    for (const target of targets) if (inside(target, folder)) doors.add(target);
  }
  const own = uses.filter(({ file }) => inside(file, folder));
  const threads = own.filter(({ file }) => file.endsWith("worker.js"));
  for (const { file } of threads) doors.add(file);
  const staysApart = threads.length > 0 || own.some(({ file }) => /\bimport\(/.test(readFileSync(file, "utf8")));
  const bundle = await rolldown({
    input: Object.fromEntries([...doors].map((door) => [relative(folder, door).replaceAll(sep, "/").replace(/\.js$/, ""), door])),
    external: (id, importer, resolved) => importer !== undefined && !resolved && !isRelative(id),
    // The library runs in browsers, too, but what its package.json puts in place of files there is for who bundles it.
    platform: "neutral",
    treeshake: false,
    experimental: { attachDebugInfo: "none" },
    checks: { ineffectiveDynamicImport: false },
  });
  const { output } = await bundle.generate({
    format: "esm", entryFileNames: "[name].js", chunkFileNames: "[name].part.js",
    comments: false,
    ...(!staysApart && { codeSplitting: { groups: [{ name: entry.name, test: () => true }] } }),
  });
  await bundle.close();
  for (const { file } of own) rmSync(file);
  for (const { fileName, code } of output) {
    const path = join(folder, fileName);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }
}
