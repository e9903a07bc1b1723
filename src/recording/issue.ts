/** Something a reader found damaged, missing, contradictory or had to assume. The recording still opened. */
export interface Issue {
  /** `note` an assumption to know of · `warning` data are missing or doubtful · `error` a part could not be read. */
  readonly severity: "note" | "warning" | "error";
  /** Stable name, such as `tiff-strip-truncated`. */
  readonly code: string;
  /** A sentence with expected, found and consequence. */
  readonly message: string;
  readonly file?: string;
  /** Byte offset within the file. */
  readonly offset?: number;
  readonly trial?: number;
}

/** "trial 17, a.tif at byte 4096: the strip ends 12 lines early". Trials count from 1 for people. */
export function describeIssue(issue: Issue): string {
  const where = [
    issue.trial === undefined ? "" : `trial ${issue.trial + 1}`,
    issue.file === undefined ? "" : issue.offset === undefined ? issue.file : `${issue.file} at byte ${issue.offset}`,
  ].filter((part) => part !== "");
  return where.length === 0 ? issue.message : `${where.join(", ")}: ${issue.message}`;
}
