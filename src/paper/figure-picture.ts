/** A figure of the paper, drawn again from virtual recordings. Plain data, so that it can be kept and posted. */
export interface FigurePicture {
  /** 1 to 8. */
  readonly number: number;
  readonly title: string;
  /** A legend: what was done, with n, and what is drawn, panel by panel. */
  readonly caption: string;
  readonly svg: string;
  /** Findings that it shows. */
  readonly findings: readonly string[];
  /** Names of the protocols behind it. */
  readonly protocols: readonly string[];
}
