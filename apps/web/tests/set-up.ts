import { findChromium } from "../../../validation/browser.js";

/** Once before all tests: finds the browser, and unpacks the packaged one if there is no other, before many ask at once. */
export default async function setUp(): Promise<void> {
  await findChromium();
}
