import type { Issue } from "#recording";

/** ISO 8601 local date and time, and what had to be assumed for it. */
export interface AcquisitionDate {
  readonly startedAt?: string;
  readonly issues: readonly Issue[];
}

/**
 * Reads PVScan's `date`, which .NET prints in the microscope's locale: "2/5/2019 2:50:09 PM" in the US.
 *
 * Slashes are read as month/day/year. Where both numbers could be the month, `name` decides: Prairie puts the session's
 * date into file names as MMDDYYYY. Where that doesn't help either, an issue says so. Dots mean day.month.year, a
 * leading year means ISO order. No time zone is recorded, so none is given.
 */
export function acquisitionDate(date: string | undefined, name: string, file: string): AcquisitionDate {
  if (date === undefined) return { issues: [] };
  const match = /^(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp])?\.?[Mm]?\.?$/.exec(
    date.trim(),
  );
  const issue = (severity: Issue["severity"], code: string, message: string): Issue => ({ severity, code, message, file });
  const illegible = {
    issues: [issue("warning", "prairie-date-illegible", `the date "${date}" can't be read, so the recording has no start time`)],
  };
  if (!match) return illegible;
  const [first, second, third] = [Number(match[1]), Number(match[3]), Number(match[4])];
  const separator = match[2];
  const time = timeOfDay(Number(match[5]), Number(match[6]), Number(match[7] ?? "0"), match[8]);
  if (time === undefined) return illegible;

  if ((match[1] ?? "").length === 4) return dated(first, second, third, time) ?? illegible;
  const dayFirst = dated(third, second, first, time);
  if (separator === ".") return dayFirst ?? illegible;
  const monthFirst = dated(third, first, second, time);
  if (!monthFirst || !dayFirst || first === second) return monthFirst ?? dayFirst ?? illegible;
  const stamps = [...name.matchAll(/(?<!\d)(\d{8})(?!\d)/g)].map((found) => found[1]);
  const stamp = (month: number, day: number): string => `${two(month)}${two(day)}${third}`;
  if (stamps.includes(stamp(first, second))) return monthFirst;
  if (stamps.includes(stamp(second, first))) return dayFirst;
  const message = `the date "${date}" was read as month/day/year; under a European locale it would be day/month/year`;
  return { ...monthFirst, issues: [issue("note", "prairie-date-ambiguous", message)] };
}

function timeOfDay(hour: number, minute: number, second: number, half: string | undefined): string | undefined {
  if (minute > 59 || second > 59) return undefined;
  if (half === undefined) return hour < 24 ? `${two(hour)}:${two(minute)}:${two(second)}` : undefined;
  if (hour < 1 || hour > 12) return undefined;
  const afternoon = half.toLowerCase() === "p" ? 12 : 0;
  return `${two((hour % 12) + afternoon)}:${two(minute)}:${two(second)}`;
}

function dated(year: number, month: number, day: number, time: string): AcquisitionDate | undefined {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  if (days === undefined || day < 1 || day > days || year < 1990 || year > 2200) return undefined;
  return { startedAt: `${year}-${two(month)}-${two(day)}T${time}`, issues: [] };
}

const two = (value: number): string => String(value).padStart(2, "0");
