/** A thread in the browser: runs the trials it is given of a run that was prepared on the page. */
import { runTrials, type Portion, type Prepared } from "#engine";

export interface BrowserTask {
  readonly prepared: Prepared;
  readonly orders: readonly number[];
}

/** What a worker's global scope has, as far as it is used here. */
declare const self: {
  onmessage?: (event: { readonly data: BrowserTask }) => void;
  postMessage(portion: Portion): void;
};

self.onmessage = ({ data: { prepared, orders } }) => {
  const run = runTrials(prepared, orders);
  for (;;) {
    const step = run.next();
    if (step.done !== true) continue;
    self.postMessage(step.value);
    return;
  }
};
