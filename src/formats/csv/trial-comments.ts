import type { Trial } from "#recording";
import type { TableComment } from "./table.js";

/** "trial 3: start 4000 ms, duration 500 ms, condition control, protocol EPSP", as a comment of our own tables. */
export function trialComment(trial: Trial): string {
  const protocol = trial.protocol === undefined ? "" : `, protocol ${JSON.stringify(trial.protocol)}`;
  return `trial ${trial.index + 1}: start ${trial.start} ms, duration ${trial.duration} ms, condition ${JSON.stringify(trial.condition)}${protocol}`;
}

/** The trials that such comments state, by index; a comment that isn't one is passed over. */
export function readTrialComments(comments: readonly TableComment[]): readonly (Omit<Trial, "index"> | undefined)[] {
  const trials: (Omit<Trial, "index"> | undefined)[] = [];
  for (const { text } of comments) {
    const match = /^trial (\d{1,6}): start (\S+) ms, duration (\S+) ms, condition ("(?:[^"\\]|\\.)*")(?:, protocol ("(?:[^"\\]|\\.)*"))?$/u.exec(text);
    if (match === null) continue;
    const index = Number(match[1]) - 1;
    const start = Number(match[2]);
    const duration = Number(match[3]);
    const condition = unquoted(match[4]);
    if (index < 0 || index > comments.length || !Number.isFinite(start) || !Number.isFinite(duration) || condition === undefined) continue;
    const protocol = unquoted(match[5]);
    trials[index] = { start, duration, condition, ...(protocol === undefined ? {} : { protocol }) };
  }
  return trials;
}

function unquoted(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
