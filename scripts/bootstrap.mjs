// Makes two commands enough: installs and builds what is missing or stale, then does the job. Plain JavaScript on
// Node's own modules, since it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, renameSync, rmSync, writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const at = (...parts) => join(root, ...parts);

function stop(message, code = 1) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  const found = process.versions.node;
  stop(`Radiatum needs Node 20.19 or newer; this is ${found}. Install a current Node and run this again.`);
}

function run(command, args, what, tidy = () => {}) {
  const stdio = ["ignore", process.stderr.fd, process.stderr.fd];
  const result = spawnSync(command, args, { cwd: root, stdio, shell: process.platform === "win32" });
  if (result.status === 0) return;
  tidy();
  stop(`${what} failed; its own words stand above.`, 1);
}

function npm(args, what) {
  const script = process.env.npm_execpath;
  if (script?.endsWith("js")) run(process.execPath, [script, ...args], what);
  else run("npm", args, what);
}

function hashOf(paths) {
  const hash = createHash("sha256");
  const add = (path) => {
    for (const entry of readdirSync(at(path), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inside = `${path}/${entry.name}`;
      if (entry.isDirectory()) add(inside);
      else if (/\.(tsx?|json|css|html|svg|ya?ml)$/.test(entry.name)) hash.update(inside).update(readFileSync(at(inside)));
    }
  };
  for (const path of paths) {
    if (!existsSync(at(path))) continue;
    if (/\.\w+$/.test(path)) hash.update(path).update(readFileSync(at(path)));
    else add(path);
  }
  return hash.digest("hex");
}

const stampIs = (path, value) => existsSync(path) && readFileSync(path, "utf8") === value;

function install() {
  const stamp = at("node_modules", ".radiatum-installed");
  const wanted = hashOf(["package-lock.json"]) + process.versions.modules;
  if (stampIs(stamp, wanted)) return;
  // npm ci empties the folder first, and through a link that would be somebody else's.
  if (lstatSync(at("node_modules"), { throwIfNoEntry: false })?.isSymbolicLink()) {
    stop(`node_modules is a link to ${readlinkSync(at("node_modules"))}, which does not hold what package-lock.json ` +
      "asks for, and which npm ci would empty. Remove the link and run this again, or install there first.");
  }
  process.stderr.write("Installing what Radiatum needs (once) …\n");
  npm(["ci", "--no-audit", "--no-fund"], "npm ci");
  writeFileSync(stamp, wanted);
}

function build() {
  const stamp = at("dist", ".built-from");
  const wanted = hashOf([
    "src", "apps", "paper", "validation", "bench", "examples",
    "scripts/bundle.mjs", "package.json", "tsconfig.json", "tsconfig.build.json", "package-lock.json",
  ]);
  if (stampIs(stamp, wanted)) return;
  process.stderr.write("Building …\n");
  // Built aside and moved into place whole, so that a failed or interrupted build leaves the last good one.
  const fresh = at("node_modules", `.radiatum-build-${process.pid}`);
  rmSync(fresh, { recursive: true, force: true });
  const compiler = at("node_modules", "typescript", "bin", "tsc");
  const tidy = () => rmSync(fresh, { recursive: true, force: true });
  run(process.execPath, [compiler, "-p", at("tsconfig.build.json"), "--outDir", fresh], "The build", tidy);
  run(process.execPath, [at("scripts", "bundle.mjs"), fresh], "Putting the build's files together", tidy);
  const bundler = at("node_modules", "vite", "bin", "vite.js");
  const workbench = ["build", "-c", at("apps", "web", "vite.config.ts"), "--outDir", join(fresh, "apps", "web"), "--logLevel", "warn"];
  run(process.execPath, [bundler, ...workbench], "The workbench's build", tidy);
  mkdirSync(fresh, { recursive: true });
  writeFileSync(join(fresh, ".built-from"), wanted);
  rmSync(at("dist"), { recursive: true, force: true });
  renameSync(fresh, at("dist"));
}

/** Runs one of our own built programs in this process, which saves a start of Node. */
async function runBuilt(path, args) {
  process.argv = [process.execPath, at(path), ...args];
  await import(pathToFileURL(at(path)).href);
}

requireNode();
const [task, ...args] = process.argv.slice(2);
install();
build();
if (task === "start") {
  if (args.length === 0) process.stderr.write("The paper on the virtual rig, a minute or two (npm start -- demo is over in seconds) …\n");
  await runBuilt("dist/apps/cli/main.js", args.length > 0 ? args : ["reproduce", "--out", "reproduce"]);
}
else if (task === "validate") await runBuilt("dist/validation/validate.js", args);
else if (task === "bench:neuron") await runBuilt("dist/bench/neuron.js", args);
else if (task === "bench:rig") await runBuilt("dist/bench/rig.js", args);
else if (task === "test") {
  const vitest = at("node_modules", "vitest", "vitest.mjs");
  const result = spawnSync(process.execPath, [vitest, "run", ...args], { cwd: root, stdio: "inherit" });
  process.exitCode = result.status ?? 1;
} else if (task !== "build") {
  stop(`bootstrap: unknown task "${task ?? ""}"; known are start, test, build, validate, bench:neuron, bench:rig.`, 2);
}
