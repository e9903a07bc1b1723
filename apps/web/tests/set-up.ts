import { findChromium } from "../../../validation/browser.js";

/** Once before all tests: unpacks the packaged browser if the machine has no other, before many ask for it at once. */
export default async function setUp(): Promise<void> {
  await findChromium();
}
