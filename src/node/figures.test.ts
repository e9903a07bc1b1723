import { expect, test } from "vitest";
import { RigError } from "#errors";
import { figurePicture } from "#paper";
import { dark, light } from "#report";
import { drawFigures } from "./figures.js";
import { paperText } from "./reproduce.js";

test("figures come in their order, and are those that one thread draws by itself", async () => {
  const told: (readonly [number, number])[] = [];
  const onProgress = (done: number, of: number): void => { told.push([done, of]); };
  const found = await drawFigures({ figures: [6, 5], workers: 1, seed: 3, theme: dark, onProgress });
  expect(found.map(({ number }) => number)).toEqual([5, 6]);
  expect(told.at(-1)).toEqual([2, 2]);
  const texts = new Map([["minimal-stimulation", paperText("minimal-stimulation")]]);
  const drawing = { seed: 3, parameters: "base", changes: [] };
  expect(found[1]).toEqual(figurePicture(6, texts, drawing, dark));
  expect(found[1]?.svg).toContain(dark.spine);
  expect(found[1]?.svg).not.toContain(light.spine);
}, 300_000);

test("a figure that the paper hasn't is refused, and says which there are", async () => {
  const refused = await drawFigures({ figures: [9] }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(RigError);
  expect((refused as RigError).message).toBe("The paper has no figure 9; there are 1 to 8.");
});

test("without a figure asked for there is none", async () => {
  expect(await drawFigures({ figures: [] })).toEqual([]);
});
