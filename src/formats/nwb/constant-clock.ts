/**
 * Runs synchronous code while the clock stands still at 1970.
 *
 * HDF5 stamps every dataset with the time of its last change, and h5wasm can't turn that off, so the same recording
 * would give other bytes at every writing. The stamps mean nothing in NWB, whose dates are datasets. h5wasm asks
 * `Date` for the time; nothing else runs meanwhile, and the true clock is back before this returns.
 */
export function withConstantClock<T>(run: () => T): T {
  const clock = Object.getOwnPropertyDescriptor(Date, "now");
  if (clock === undefined) throw new Error("this JavaScript has no clock to hold");
  Object.defineProperty(Date, "now", { ...clock, value: () => 0 });
  try {
    return run();
  } finally {
    Object.defineProperty(Date, "now", clock);
  }
}
