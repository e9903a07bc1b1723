import { failures } from "#errors";
import type { Issue } from "./issue.js";
import type { Recording } from "./recording.js";

const refuse = failures("refused", {
  "electrode-without-sweeps": (f: { name: string }) =>
    `${f.name}: holds no electrode traces, so there is nothing to lay beside the line scans. Name the ABF, ATF, CSV or NWB file of the patch electrode.`,
});

/**
 * The recording with another file's electrode traces on its clock: sweep for trial in their order, since neither file
 * knows of the other. `offset` ms are added to the electrode's times. Different numbers of trials are joined as far as
 * both go, with an issue. Stimulus marks and holding potential come along where the line scans' own files have none.
 */
export function withElectrode(recording: Recording, electrode: Recording, offset: number): Recording {
  if (electrode.sweeps.length === 0) throw refuse("electrode-without-sweeps", { name: electrode.name });
  const shared = Math.min(recording.trials.length, electrode.trials.length);
  const issues: Issue[] = [...electrode.issues];
  if (recording.trials.length !== electrode.trials.length) {
    issues.push({
      severity: "warning",
      code: "electrode-trials-differ",
      message:
        `${electrode.name} has ${electrode.trials.length} sweeps and ${recording.name} ${recording.trials.length} trials; ` +
        `the first ${shared} of each were taken as belonging together. Leave stray ones out with --trials if that is wrong.`,
    });
  }
  const holdings = new Map(electrode.conditions.map((condition) => [condition.name, condition.holding]));
  const holding = [...new Set(electrode.trials.map((trial) => holdings.get(trial.condition)))];
  const only = holding.length === 1 ? holding[0] : undefined;
  return {
    ...recording,
    sweeps: electrode.sweeps.filter((sweep) => sweep.trial < shared),
    sweepOffset: offset,
    events:
      recording.events.length > 0
        ? recording.events
        : electrode.events.filter((event) => event.trial < shared).map((event) => ({ ...event, start: event.start + offset })),
    conditions: recording.conditions.map((condition) =>
      condition.holding === undefined && only !== undefined ? { ...condition, holding: only } : condition,
    ),
    provenance: { ...recording.provenance, files: [...recording.provenance.files, ...electrode.provenance.files] },
    issues: [...recording.issues, ...issues],
  };
}
