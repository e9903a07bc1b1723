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

/** A bar on a terminal, a plain line at each quarter elsewhere; nothing for what is over at once. */
export function progress(what: string): (done: number, total: number) => void {
  let printed = -1;
  return (done, total) => {
    if (!(total > 1)) return;
    const share = Math.min(1, done / total);
    if (stderr.isTTY) {
      const step = Math.floor(share * 100);
      if (step === printed) return;
      printed = step;
      const filled = Math.round(share * 24);
      const bar = "█".repeat(filled) + "░".repeat(24 - filled);
      stderr.write(share < 1 ? `\r${what} ${bar} ${step} %` : `\r${" ".repeat(what.length + 32)}\r`);
    } else {
      const step = Math.floor(share * 4);
      if (step === printed || total < 50) return;
      printed = step;
      stderr.write(`${what}: ${step * 25} %\n`);
    }
  };
}
