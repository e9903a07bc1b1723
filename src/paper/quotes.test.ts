import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { biasesOf } from "./biases.js";
import { argumentsOf } from "./counterfactuals.js";
import { experiments, studies } from "./experiments/index.js";
import { findings } from "./findings.js";
import { quoteOf } from "./quotes.js";

const folder = fileURLToPath(new URL("../../../shared/paper/", import.meta.url));
const FIRST_PAGE = 1976;

/** Letters alone: the scan has lost symbols, and a micro is an m in it. */
const letters = (text: string): string =>
  text.toLowerCase().replaceAll("µ", "m").replaceAll("δ", "d").replaceAll(/[^a-z]/g, "");

test("every finding but the derived one has the paper's words", () => {
  expect(findings.filter(({ id }) => quoteOf(id) === undefined).map(({ id }) => id)).toEqual(["N01"]);
});

describe.skipIf(!existsSync(folder))("quotes (skipped where ../shared/paper is missing)", () => {
  const [file] = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".txt")) : [];
  const lines = file === undefined ? [] : readFileSync(`${folder}${file}`, "utf8").split("\n");
  // A page of the scan begins with a blank; the introduction's first line does, too.
  const starts = lines.flatMap((line, i) => (/^ \S/.test(line) && i !== 20 ? [i] : []));
  const pages = starts.map((from, k) => letters(lines.slice(from, starts[k + 1]).join("")));
  const standsOn = (page: number, words: string): boolean =>
    words.split("…").every((part) => pages[page - FIRST_PAGE]?.includes(letters(part)) === true);

  test("there are eleven pages before the references", () => {
    expect(pages).toHaveLength(11);
  });

  test("each stands on its page, word for word", () => {
    for (const { id } of findings) {
      const quote = quoteOf(id);
      if (quote) expect(standsOn(quote.page, quote.words), `${id}: ${quote.words}`).toBe(true);
    }
    expect(standsOn(1977, "these words are not in it")).toBe(false);
  });

  test("so do those of arguments and questions of method", () => {
    // Readings without content: numbers that can't be read are left out.
    const readings = new Map([...experiments, ...studies].map(({ name }) => [name, [{}]]));
    const quoted = [...argumentsOf(readings, []), ...biasesOf(readings)];
    expect(quoted).toHaveLength(14);
    for (const { name, page, words } of quoted) expect(standsOn(page, words), `${name}: ${words}`).toBe(true);
  });
});
