/** Wall-clock time of the microscope's computer, which knows no zone: ms since 1970 as if its clock showed UTC. */
export interface WallClock {
  /** PVScan's `date`, as .NET prints it in the US: "2/5/2019 2:50:09 PM". */
  readonly date: string;
  /** MMDDYYYY-HHMM, as in Prairie's names. */
  readonly stamp: string;
  /** A Sequence's `time`, "14:50:09.6801205", so many ms later. */
  timeOfDay(later: number): string;
  /** ISO 8601 in whole seconds, so many ms later. */
  iso(later: number): string;
  /** Whole seconds since 1970 as eight hexadecimal digits. */
  readonly hexadecimal: string;
}

/** The clock that starts at an ISO 8601 date and time; a zone is dropped. Undefined where the text is none. */
export function wallClock(startedAt: string | undefined): WallClock | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?/.exec(startedAt ?? "");
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits || 0)) as [
    number, number, number, number, number, number,
  ];
  const whole = Date.UTC(year, month - 1, day, hour, minute, second);
  const fraction = Math.round(1e7 * Number(`0${match[7] ?? ""}`)); // in 100 ns, as .NET counts
  if (!Number.isFinite(whole)) return undefined;
  const moment = (later: number): { readonly seconds: Date; readonly ticks: number } => {
    const ticks = fraction + Math.round(later * 1e4);
    const carried = Math.floor(ticks / 1e7);
    return { seconds: new Date(whole + 1000 * carried), ticks: ticks - carried * 1e7 };
  };
  const iso = (later: number): string => moment(later).seconds.toISOString().slice(0, 19);
  return {
    date: `${month}/${day}/${year} ${hour % 12 || 12}:${two(minute)}:${two(second)} ${hour < 12 ? "AM" : "PM"}`,
    stamp: `${two(month)}${two(day)}${year}-${two(hour)}${two(minute)}`,
    timeOfDay: (later) => `${iso(later).slice(11)}.${String(moment(later).ticks).padStart(7, "0")}`,
    iso,
    hexadecimal: Math.floor(whole / 1000).toString(16).padStart(8, "0").slice(-8),
  };
}

const two = (value: number): string => String(value).padStart(2, "0");
