/** What goes to a person's terminal: results to stdout, everything else to stderr. */
const { stderr, stdout } = process;

/** Whether results may carry colour: a terminal, and nobody set NO_COLOR (no-color.org). */
export const colourful = stdout.isTTY && !process.env["NO_COLOR"];

/** Width for tables, 80 where there is no terminal. */
export const columns = Math.max(60, Math.min(stdout.columns || 80, 100));

export function say(text: string): void {
  stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

export function remark(text: string): void {
  stderr.write(`${text}\n`);
}

export function complain(message: string): void {
  const mark = stderr.isTTY && !process.env["NO_COLOR"] ? "\u001b[31mradiatum:\u001b[0m" : "radiatum:";
  stderr.write(`${mark} ${message}\n`);
}

/** Says on a terminal what is being done, until something else is said in its place. */
export function pending(what: string): void {
  if (stderr.isTTY) stderr.write(`${what} …\r`);
}

/** Takes back what is pending, or a bar. */
export function settled(): void {
  if (stderr.isTTY) stderr.write(ERASED);
}

/** To the line's beginning, and the rest of it empty. */
const ERASED = "\r\u001b[K";

/** ms without a line after which one is printed where there is no terminal, and before which what is short says nothing. */
const [SILENT_MS, SHORT_MS] = [15_000, 3000] as const;

/**
 * A bar on a terminal, with the time left once there is something to tell it by; elsewhere a plain line at each quarter,
 * and now and then between; nothing for what is over at once.
 */
export function progress(what: string): (done: number, total: number) => void {
  let printed = "";
  let told = performance.now();
  let from: { readonly time: number; readonly done: number } | undefined;
  return (done, total) => {
    from ??= { time: performance.now(), done };
    if (total <= 1 && Number.isInteger(done)) return;
    const share = Math.min(1, done / total);
    if (stderr.isTTY) {
      const filled = Math.round(share * 24);
      const bar = "█".repeat(filled) + "░".repeat(24 - filled);
      const left = timeLeft(performance.now() - from.time, done - from.done, total - done);
      const text = share < 1 ? `\r${what} ${bar} ${Math.floor(share * 100)} %${left}\u001b[K` : ERASED;
      if (text !== printed) stderr.write(text);
      printed = text;
    } else {
      const now = performance.now();
      const quarter = `${Math.floor(share * 4)}`;
      const lasting = total >= 50 || now - from.time > SHORT_MS;
      if (!lasting || (quarter === printed && now - told < SILENT_MS)) return;
      stderr.write(`${what}: ${Math.floor(share * 100)} %${share < 1 ? timeLeft(now - from.time, done - from.done, total - done) : ""}\n`);
      [printed, told] = [quarter, now];
    }
  };
}

/** ", 12 s left", at the pace of what is done; nothing where so little is done that its pace is that of setting out. */
export function timeLeft(elapsed_ms: number, done: number, left: number): string {
  const known = done > 0 && elapsed_ms > 500 && (done > left / 6 || elapsed_ms > 10_000);
  if (!known) return "";
  const seconds = (elapsed_ms / done) * left / 1000;
  return seconds < 90 ? `, ${Math.ceil(seconds)} s left` : `, ${Math.round(seconds / 60)} min left`;
}
