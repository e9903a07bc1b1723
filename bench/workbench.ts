/**
 * How long the workbench lets one wait, in a real browser: until the first picture, and from a control to its picture; what the first
 * load weighs, compressed as it is served; frames while a million samples are panned. `--pictures FOLDER` also keeps what the views look
 * like, dark and light, at 1440 × 900, 1280 × 720 and 390 × 844.
 *
 *     node dist/bench/workbench.js [--pictures docs/workbench]
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { serveApp, type ServedApp } from "../apps/server/index.js";
import { findChromium, launchChromium } from "../validation/browser.js";
import { projectFolder } from "../validation/samples.js";

const FIRST = "#/rig?experiment=minimal-stimulation";
/** Settings a control is moved to; the first looks warm the machine up and are not counted. */
const MOVES = 24;
const WARM = 4;
/** ms */
const DRAGGED = 3000;
const SAMPLES = 1_000_000;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const told = (values: readonly number[], unit: string): string =>
  `${median(values).toFixed(0)} ${unit} (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}, ${values.length} times)`;

async function opened(browser: Browser, app: ServedApp, hash: string, viewport = { width: 1440, height: 900 }): Promise<Page> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  await page.goto(app.url);
  await page.goto(`${page.url().replace(/#.*$/, "")}${hash}`);
  return page;
}

const wholeSeries = (page: Page): Promise<void> => page.locator(".laser").filter({ hasText: /(\d+) of \1 trials/ }).waitFor({ timeout: 180_000 });

async function firstLoad(browser: Browser, app: ServedApp): Promise<void> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => { bytes += encodedDataLength; });
  const begun = performance.now();
  await page.goto(app.url);
  await page.locator(".pick").waitFor();
  const frame = performance.now() - begun;
  await page.locator(".trial-cells svg").first().waitFor();
  const picture = performance.now() - begun;
  const files = await page.evaluate<number>('performance.getEntriesByType("resource").length');
  // What threads fetch for themselves is told to them alone; their own files are among the page's.
  const weights = await page.evaluate<number[]>('performance.getEntriesByType("resource").map((entry) => entry.transferSize)');
  const named = weights.reduce((sum, one) => sum + one, 0);
  console.log(`first load: ${(Math.max(bytes, named) / 1000).toFixed(0)} kB compressed in ${files} files; frame after ${(frame / 1000).toFixed(2)} s, first trial after ${(picture / 1000).toFixed(2)} s`);
  await page.context().close();
}

/** A trial and what of it is moved: faders from a value by steps, and what is done in it, by the arrow keys. */
const MOVED: readonly { readonly what: string; readonly hash: string; readonly faders: readonly (readonly [name: string, from: number, step: number])[] }[] = [
  { what: "Fig. 6, a shock", hash: `${FIRST}&trial=7`, faders: [["Laser", 10, 0.5], ["Holding", -70, -1], ["Series resistance", 15, 1]] },
  { what: "Fig. 8A, five EPSPs with five action potentials", hash: "#/rig?experiment=pairing&trial=21", faders: [["Laser", 20, 0.5], ["Holding", -70, -1]] },
  { what: "Fig. 8B, three EPSPs and a step", hash: "#/rig?experiment=order&trial=6", faders: [["Laser", 20, 0.5], ["Holding", -70, -1]] },
];

/** A series that has ended, and nothing else that would share the processor, such as what is loaded for use without a network. */
async function atRest(browser: Browser, app: ServedApp, hash: string): Promise<Page> {
  const page = await opened(browser, app, hash);
  await wholeSeries(page);
  await page.locator("html[data-offline]").waitFor({ state: "attached" });
  await page.waitForTimeout(3000);
  return page;
}

async function changeToPicture(browser: Browser, app: ServedApp): Promise<void> {
  for (const { what, hash, faders } of MOVED) {
    const page = await atRest(browser, app, hash);
    const moves: [string, string][] = faders.map(([name, from, step]) => [name, `
      const slider = document.querySelector('input[type=range][aria-label="${name}"]');
      slider.value = String(${from} + ${step} * (k % 12));
      slider.dispatchEvent(new Event("input", { bubbles: true }));`]);
    moves.push(["Stimulus", `
      document.querySelector(".grip.across").dispatchEvent(new KeyboardEvent("keydown", { key: k % 12 < 6 ? "ArrowRight" : "ArrowLeft", bubbles: true }));`]);
    for (const [name, move] of moves) {
      const found = await page.evaluate<{ readonly first: number; readonly whole: number; readonly computed: number }[]>(`(async () => {
        const marks = (name) => performance.getEntriesByName(name);
        const times = [];
        for (let k = 1; k <= ${MOVES}; k++) {
          const before = marks("change to whole picture").length;
          ${move}
          while (marks("change to whole picture").length === before) await new Promise((resolve) => { setTimeout(resolve, 4); });
          const whole = marks("change to whole picture").at(-1);
          times.push({ first: marks("change to picture").at(-1).duration, whole: whole.duration, computed: whole.detail.computed });
        }
        return times;
      })()`);
      const counted = found.slice(WARM);
      console.log(`${what}: ${name} to picture: ${told(counted.map(({ first }) => first), "ms")}, to all of it ${told(counted.map(({ whole }) => whole), "ms")}, of which on the rig's thread ${told(counted.map(({ computed }) => computed), "ms")}`);
      await page.waitForTimeout(4000);
    }
    await page.context().close();
  }
}

/**
 * A fader that is dragged back and forth, heard with every frame of the screen: orders come faster than trials are run, and
 * overtake each other.
 */
async function dragging(browser: Browser, app: ServedApp): Promise<void> {
  for (const { what, hash, faders } of MOVED) {
    const page = await atRest(browser, app, hash);
    for (const [name, from, step] of faders) {
      const { pictures, frames, taken } = await page.evaluate<{ readonly pictures: number[]; readonly frames: number[]; readonly taken: number }>(`(async () => {
        const slider = document.querySelector('input[type=range][aria-label="${name}"]');
        const begun = performance.now();
        const frames = [];
        for (let k = 0, last = begun; last - begun < ${DRAGGED}; k++) {
          slider.value = String(${from} + ${step} * (k % 40 < 20 ? k % 20 : 20 - k % 20));
          slider.dispatchEvent(new Event("input", { bubbles: true }));
          await new Promise((resolve) => requestAnimationFrame(resolve));
          frames.push(performance.now() - last);
          last = performance.now();
        }
        slider.dispatchEvent(new Event("change", { bubbles: true }));
        const seen = performance.getEntriesByName("change to picture").map((one) => one.startTime + one.duration).filter((end) => end > begun);
        return { pictures: seen.map((end, k) => end - (k === 0 ? begun : seen[k - 1])), frames, taken: performance.now() - begun };
      })()`);
      console.log(`${what}: ${name} dragged for ${(taken / 1000).toFixed(1)} s: a first look of another setting every ${told(pictures, "ms")}, a frame every ${told(frames, "ms")}`);
      await page.waitForTimeout(4000);
    }
    await page.context().close();
  }
}

/** An electrode file of one long sweep, dropped on the bench, panned by dragging its axis. */
async function panning(browser: Browser, app: ServedApp): Promise<void> {
  const page = await opened(browser, app, "#/bench");
  const lines = ["time_ms,Vm_mV"];
  for (let k = 0; k < SAMPLES; k++) lines.push(`${(k / 20).toFixed(2)},${(-70 + 5 * Math.sin(k / 9000) + ((k * 7919) % 997) / 997).toFixed(3)}`);
  await page.locator('input[aria-label="Files to open"]').setInputFiles({ name: "long.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) });
  const axis = page.locator(".stack-axis");
  await axis.waitFor({ timeout: 120_000 });
  await page.waitForTimeout(3000);
  const box = await axis.boundingBox();
  if (!box) throw new Error("the axis is not in sight");
  const [x, y] = [box.x + box.width / 2, box.y + 8];
  for (const notches of [1, 2, 3]) {
    await page.mouse.move(x, y);
    for (let k = 0; k < notches; k++) await page.mouse.wheel(0, -400);
    await page.waitForTimeout(500);
    await page.evaluate(`(() => {
      const frames = globalThis.frames = [];
      let last = performance.now();
      const step = (now) => {
        frames.push(now - last);
        last = now;
        if (frames === globalThis.frames) requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    })()`);
    await page.mouse.down();
    for (let k = 0; k < 120; k++) await page.mouse.move(x - 2 * k, y);
    for (let k = 120; k > 0; k--) await page.mouse.move(x - 2 * k, y);
    await page.mouse.up();
    const frames = await page.evaluate<number[]>("globalThis.frames.slice(2)");
    // Before it was zoomed all of it was in sight; the last notches are added to those before.
    const [, from, to] = /view=([\d.]+)_([\d.]+)/.exec(page.url()) ?? [];
    console.log(`panning, ${((100 * (Number(to) - Number(from))) / (SAMPLES / 20)).toFixed(0)} % of ${SAMPLES} samples in sight: a frame every ${median(frames).toFixed(1)} ms (95 % within ${frames.toSorted((a, b) => a - b)[Math.floor(0.95 * frames.length)]?.toFixed(1) ?? "?"})`);
  }
  await page.context().close();
}

const VIEWS: readonly (readonly [name: string, hash: string, ready: (page: Page) => Promise<unknown>])[] = [
  ["rig", `${FIRST}&trial=20`, wholeSeries],
  ["rig-order-truth", "#/rig?experiment=order&trial=6&truth=on", wholeSeries],
  ["bench", FIRST, async (page) => {
    await wholeSeries(page);
    await page.keyboard.press("b");
    await page.locator(".read .result").first().waitFor({ timeout: 120_000 });
  }],
  ["paper", "#/paper?figure=8", (page) => page.waitForTimeout(25_000)],
  ["proof", `${FIRST}&trial=7`, async (page) => {
    await wholeSeries(page);
    await page.getByRole("link", { name: "Proof" }).click();
    await page.waitForTimeout(20_000);
  }],
];

async function pictures(browser: Browser, app: ServedApp, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [name, hash, ready] of VIEWS) {
    for (const [size, viewport] of [["1440", { width: 1440, height: 900 }], ["1280", { width: 1280, height: 720 }], ["390", { width: 390, height: 844 }]] as const) {
      for (const theme of ["dark", "light"] as const) {
        const page = await opened(browser, app, `${hash}${hash.includes("?") ? "&" : "?"}theme=${theme}`, viewport);
        await ready(page);
        await page.waitForTimeout(2500);
        writeFileSync(join(folder, `${name}-${theme}-${size}.png`), await page.screenshot());
        await page.context().close();
      }
    }
  }
}

const found = await findChromium();
if (!found) throw new Error("no Chromium was found: install one, or set RADIATUM_CHROMIUM to its path");
const app = await serveApp({ statics: join(projectFolder(), "dist", "apps", "web"), port: 0 });
const browser = await launchChromium(found);
try {
  console.log(`Chromium ${browser.version()}, ${found.kind}`);
  const at = process.argv.indexOf("--pictures");
  if (at >= 0) await pictures(browser, app, join(projectFolder(), process.argv[at + 1] ?? "docs/workbench"));
  else {
    await firstLoad(browser, app);
    await changeToPicture(browser, app);
    await dragging(browser, app);
    await panning(browser, app);
  }
} finally {
  await browser.close();
  await app.close();
}
