/**
 * The design's roles and what they look like. Hue belongs to data: the spine is amber, the shaft blue, everything else ink.
 *
 * Values are those of the workbench's design tokens; every text pair is at least 4.6:1 on its ground.
 */
export interface Theme {
  readonly ground: string;
  readonly panel: string;
  readonly raised: string;
  /** Hair lines between panels, and stronger ones for axes. */
  readonly line: string;
  readonly axis: string;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly spine: string;
  readonly shaft: string;
  readonly caution: string;
  readonly shade: string;
  /** What really happened, which no instrument shows. */
  readonly truth: string;
  /** As the paper says, and where that counts as met; and otherwise. */
  readonly yes: string;
  readonly accept: string;
  readonly no: string;
}

/** Desk, lecture hall, print. */
export const light: Theme = {
  ground: "#f3f3ef", panel: "#fbfbf9", raised: "#ffffff", line: "#dcddd7", axis: "#bfc2bb", ink: "#14191b",
  ink2: "#434c4e", ink3: "#636c6d", spine: "#b45200", shaft: "#0a66ad", caution: "#8a5a00", shade: "#ecece7",
  truth: "#a3237a", yes: "#08755a", accept: "#d9e6df", no: "#b93a0b",
};

/** The rig room. */
export const dark: Theme = {
  ground: "#0d1011", panel: "#13171a", raised: "#1b2124", line: "#262d31", axis: "#3a444a", ink: "#e9edeb",
  ink2: "#b0b9b9", ink3: "#8a9597", spine: "#f6a73b", shaft: "#62b5f2", caution: "#ffc35c", shade: "#1b2124",
  truth: "#ef93cf", yes: "#45c8a6", accept: "#1b3330", no: "#ff8358",
};

/** The theme that a page's style sheet decides: each role is a custom property of the same name. */
export const inherited: Theme = Object.fromEntries(Object.keys(light).map((role) => [role, `var(--${role})`])) as unknown as Theme;

/** `--ground:#f3f3ef;…` for a style sheet. */
export function customProperties(theme: Theme): string {
  return Object.entries(theme).map(([role, value]: [string, string]) => `--${role}:${value}`).join(";");
}

/** px. Ticks, small print, body, heads, a value, the file's name, the one result. */
export const typeScale = { tick: 10.5, small: 11.5, body: 12.5, head: 13.5, value: 16, title: 21, result: 30 } as const;

export const family = "IBM Plex Sans";

/** Colours of regions in their order: spine, shaft, then ink that dashes tell apart. */
export function regionStyle(theme: Theme, index: number): { readonly colour: string; readonly dash?: string; readonly width: number } {
  if (index === 0) return { colour: theme.spine, width: 2 };
  if (index === 1) return { colour: theme.shaft, width: 1.4 };
  return { colour: theme.ink3, width: 1.4, ...(index === 2 ? {} : { dash: `${2 + index} 3` }) };
}
