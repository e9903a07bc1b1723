import { serveApp } from "./dist/apps/server/index.js";
import { findChromium, launchChromium } from "./dist/validation/browser.js";
const found = await findChromium();
const app = await serveApp({ statics: "dist/apps/web", port: 0 });
const browser = await launchChromium(found);
for (const [name, hash, w, h, act] of [["a","#/rig?experiment=minimal-stimulation&trial=20",1440,900],["b","#/rig?experiment=order&trial=6&truth=on&show=mean&theme=light",1440,900],["c","#/rig?experiment=pairing&trial=20",1280,720, "1"],["d","#/rig?experiment=action-potential&trial=2&theme=light",390,844]]) {
  const page = await (await browser.newContext({ viewport: { width: w, height: h } })).newPage();
  await page.goto(app.url); await page.goto(page.url().replace(/#.*$/, "") + hash);
  await page.locator(".laser").filter({ hasText: /(\d+) of \1 trials/ }).waitFor({ timeout: 180000 });
  await page.waitForTimeout(3000);
  if (act) await page.keyboard.press(act);
  await page.waitForTimeout(300);
  await page.screenshot({ path: `/tmp/shot-${name}.png` });
  await page.context().close();
}
await browser.close(); await app.close();
