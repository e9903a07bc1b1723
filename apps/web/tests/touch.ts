/** What a finger has to hit on a phone. */
import type { Page } from "playwright-core";

/** What is touched and isn't 44 px high. */
export const low = (page: Page): Promise<string[]> => page.evaluate(() =>
  [...document.querySelectorAll<HTMLElement>("main :is(button,select,input:not([type=file],[type=range]),summary), nav button, [role=dialog] :is(button,select,input[type=range],.field), .picker button")]
    .filter((element) => element.getClientRects().length > 0 && element.checkVisibility({ visibilityProperty: true }) && !element.closest(".hidden-text"))
    .flatMap((element) => {
      // A field's frame is hit with it, and what reaches beyond a small drawing.
      const boxes = [element, element.closest<HTMLElement>(".field,label"), element.querySelector<HTMLElement>(".reach")].filter((one) => one !== null);
      const height = Math.max(...boxes.map((one) => one.getBoundingClientRect().height));
      return height < 43.5 ? [`${element.ariaLabel ?? element.textContent} ${element.className} ${height}`] : [];
    }));
