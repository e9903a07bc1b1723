import type { Recording } from "#recording";

/** Recordings of one line scan, each of one protocol, as one session: one after the other. */
export function oneSession(parts: Readonly<Record<string, Recording>>): Recording {
  const all = Object.entries(parts);
  const [first] = all.map(([, part]) => part);
  const scan = first?.lineScans[0];
  if (!first || !scan) throw new Error("a session needs a line scan");
  const trials = first.trials.length;
  const moved = <Row extends { readonly trial: number }>(row: Row, part: number): Row => ({ ...row, trial: row.trial + part * trials });
  return {
    ...first,
    lineScans: [{ ...scan, trials: all.flatMap(([, part], p) => part.lineScans.flatMap((lines) => lines.trials.map((trial) => moved(trial, p)))) }],
    sweeps: [],
    trials: all.flatMap(([protocol, part], p) => part.trials.map((trial) =>
      ({ ...trial, protocol, index: trial.index + p * trials, start: trial.start + p * trials * 10_000 }))),
    events: all.flatMap(([, { events }], p) => events.map((event) => moved(event, p))),
  };
}
