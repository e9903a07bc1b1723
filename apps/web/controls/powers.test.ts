import { expect, test } from "vitest";
import { chanceText, decimal } from "./powers.js";

test.each([[1.9e-6, 3, "1.9 × 10⁻⁶"], [-2e-12, 0, "−2 × 10⁻¹²"], [2.54e6, 0, "2.5 × 10⁶"], [0, 1, "0.0"], [-0.04, 1, "0.0"], [-2.5, 2, "−2.50"], [Infinity, 0, "∞"]])("%d to %d decimals is written %s", (value, digits, text) => {
  expect(decimal(value, digits)).toBe(text);
});

test.each([[1, "1.000"], [0.0421, "0.042"], [2.04e-4, "2 × 10⁻⁴"], [1.9e-6, "1.9 × 10⁻⁶"]])("a probability of %d is never nothing: %s", (p, text) => {
  expect(chanceText(p)).toBe(text);
});
