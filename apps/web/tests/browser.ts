/** The workbench in a real browser, served as `radiatum app` serves it, for tests to look at. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page, Request } from "playwright-core";
import { afterAll } from "vitest";
import { findChromium, launchChromium } from "../../../validation/browser.js";
import { projectFolder } from "../../../validation/samples.js";
import { serveApp } from "../../server/index.js";

export interface PageOptions {
  /** px; 1280 × 800 if not said. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** What the page may list, read and save into. */
  readonly folder?: string;
  readonly colorScheme?: "dark" | "light";
  readonly reducedMotion?: "reduce" | "no-preference";
  /** Another folder of static files than the built workbench. */
  readonly statics?: string;
  /** Complaints that the test provokes; each must come, and any other fails. */
  readonly expected?: readonly RegExp[];
}

/** ms, for any one step on a page. */
const PATIENCE = 60_000;

// One browser for all pages of a test file: starting one costs more than most tests.
let starting: Promise<Browser> | undefined;
afterAll(async () => (await starting)?.close());

async function start(): Promise<Browser> {
  const found = await findChromium();
  if (found === undefined) throw new Error("no Chromium was found: install one, or set RADIATUM_CHROMIUM to its path");
  return launchChromium(found);
}

/**
 * Opens the workbench on a page of its own (no cookies, storage or cache of another), gives it to `look` with its
 * address, closes everything, and gives what `look` gave. Fails with all that the page complained of meanwhile: errors
 * in its console, errors that nobody caught, violations of its security policy, and requests that leave this machine
 * (which are not let out).
 */
export async function withPage<Seen>(
  look: (page: Page, url: string) => Promise<Seen> | Seen, options: PageOptions = {},
): Promise<Seen> {
  const statics = options.statics ?? join(projectFolder(), "dist", "apps", "web");
  if (!existsSync(statics)) {
    throw new Error(`${statics} is missing: these tests look at the built workbench; npm test builds it first`);
  }
  const complaints: string[] = [];
  const complain = (what: string): void => void complaints.push(what);
  const app = await serveApp({
    statics, port: 0, onFault: (error) => { complain(`fault of the server: ${String(error)}`); },
    ...(options.folder === undefined ? {} : { folder: options.folder }),
  });
  try {
    const browser = await (starting ??= start());
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 1280, height: 800 },
      colorScheme: options.colorScheme ?? "dark",
      reducedMotion: options.reducedMotion ?? "no-preference",
      acceptDownloads: true,
    });
    try {
      context.setDefaultTimeout(PATIENCE);
      await listen(context, complain);
      const page = await context.newPage();
      await page.goto(app.url, { waitUntil: "load" });
      const seen = await look(page, page.url());
      await settled(context);
      const { expected = [] } = options;
      const unexpected = complaints.filter((text) => !expected.some((pattern) => pattern.test(text)));
      if (unexpected.length > 0) throw new Error(`the page complained:\n${unexpected.join("\n")}`);
      const silent = expected.filter((pattern) => !complaints.some((text) => pattern.test(text)));
      if (silent.length > 0) throw new Error(`the page did not complain of ${silent.join(", ")}, as it should`);
      return seen;
    } catch (error) {
      if (!(error instanceof Error) || complaints.length === 0 || error.message.includes("complained")) throw error;
      throw new Error(`${error.message}\nMeanwhile the page complained:\n${complaints.join("\n")}`, { cause: error });
    } finally {
      await context.close();
    }
  } finally {
    await app.close();
  }
}

/** Violations and lost promises are told in tasks of their own: gives pages a moment to have said what they have to. */
async function settled(context: BrowserContext): Promise<void> {
  const moment = "new Promise((resolve) => setTimeout(resolve, 20))";
  await Promise.all(context.pages().map((page) => page.evaluate(moment).catch(() => undefined)));
}

async function listen(context: BrowserContext, complain: (what: string) => void): Promise<void> {
  context.on("console", (message) => {
    const { url, lineNumber } = message.location();
    if (message.type() === "error") complain(`console: ${message.text()} (${url}:${lineNumber})`);
  });
  context.on("weberror", (error) => { complain(`uncaught: ${error.error().stack ?? error.error().message}`); });
  context.on("request", (request) => { if (leaves(request)) complain(`request to ${request.url()}`); });
  await context.route((url) => leavesMachine(url), (route) => route.abort());
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, lineNumber }) => {
      console.error(`security policy: ${violatedDirective} forbids ${blockedURI} (${sourceFile}:${lineNumber})`);
    });
  });
}

const leaves = (request: Request): boolean => leavesMachine(new URL(request.url()));
const leavesMachine = ({ protocol, hostname }: URL): boolean =>
  !["blob:", "data:", "about:"].includes(protocol) && hostname !== "127.0.0.1";
