/** Something that a person should know, and of whom it holds: a mechanism, a point process, a trial. */
export interface Note {
  readonly who: string;
  readonly what: string;
}

/** A sentence each; what holds of many is said once. */
export function gathered(notes: readonly Note[]): string[] {
  const whose = new Map<string, Set<string>>();
  for (const { who, what } of notes) whose.set(what, (whose.get(what) ?? new Set()).add(who));
  return [...whose].map(([what, [first = "", ...others]]) =>
    `${first}${others.length > 0 ? ` and ${others.length} more` : ""}: ${what}`);
}
