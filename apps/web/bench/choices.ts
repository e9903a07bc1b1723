/** Everything a person chose on the bench, as plain data: it goes into the address, into the thread and into the history. */
import type { CallByHand, GroupRequest } from "radiatum";
import type { EarlierAnalysis } from "radiatum/report";

export interface Choices {
  readonly request: Omit<GroupRequest, "stimuli" | "conditions">;
  /** ms a line, where the user says so. */
  readonly linePeriod?: number;
  /** `Source.id` of the electrode's file. */
  readonly ephys?: string;
  /** ms */
  readonly ephysOffset: number;
  /** `Source.id` of the trial table. */
  readonly table?: string;
}

export const NOTHING_CHOSEN: Choices = { request: {}, ephysOffset: 0 };

/** Trials left out by hand. */
export const leftOut = ({ request }: Choices): readonly { readonly trial: number; readonly reason: string }[] =>
  request.excluded ?? [];

/** Calls made by hand. */
export const callsByHand = ({ request }: Choices): readonly CallByHand[] => request.calls ?? [];

/** Trials that count although they end early. */
export const takenIn = ({ request }: Choices): readonly number[] => request.included ?? [];

/** With fields of the request changed; undefined takes one back. */
export function asking(
  choices: Choices,
  changes: { readonly [Name in keyof Choices["request"]]?: Choices["request"][Name] | undefined },
): Choices {
  const request = Object.fromEntries(
    Object.entries({ ...choices.request, ...changes }).filter(([, value]) => value !== undefined),
  );
  return { ...choices, request };
}

/** With one of these taken back. */
export const without = (choices: Choices, name: "linePeriod" | "ephys" | "table"): Choices => ({
  request: choices.request,
  ephysOffset: choices.ephysOffset,
  ...Object.fromEntries(Object.entries(choices).filter(([key]) => key !== name)),
});

const TEXTS = ["channel", "background", "baseline", "ratio", "smoothing"] as const;

/** As the address says it; "" takes a thing back. Lists are joined by "|", which no name of a region holds. */
export function choicesInAddress({ request, linePeriod, ephys, ephysOffset, table }: Choices): Record<string, string> {
  return {
    ...Object.fromEntries(TEXTS.map((name) => [name, request[name] ?? ""])),
    scan: request.scan === undefined ? "" : String(request.scan + 1),
    regions:
      request.regionsFrom === "user" || request.regionsFrom === undefined ? (request.regions ?? []).join("|") : "",
    stimulus: request.stimulusFrom === "file" ? "" : (request.stimulus ?? ""),
    out: (request.excluded ?? []).map(({ trial, reason }) => `${trial + 1}:${reason.replaceAll("|", "/")}`).join("|"),
    in: (request.included ?? []).map((trial) => trial + 1).join("|"),
    calls: (request.calls ?? []).map(({ trial, call }) => `${trial + 1}:${call}`).join("|"),
    period: linePeriod === undefined ? "" : String(linePeriod),
    ephys: ephys ?? "",
    offset: ephysOffset === 0 ? "" : String(ephysOffset),
    table: table ?? "",
    // "trials" would be the command line's word, but the address shows which trial in "trial".
  };
}

/** What the address says; words it doesn't know are left alone, numbers that are none are nothing. */
export function choicesFrom(said: (name: string) => string): Choices {
  const number = (name: string): number | undefined => {
    const value = Number(said(name));
    return said(name) !== "" && Number.isFinite(value) ? value : undefined;
  };
  const list = (name: string): string[] =>
    said(name)
      .split("|")
      .filter((text) => text !== "");
  const excluded = list("out").flatMap((text) => {
    const [, trial, reason = ""] = /^(\d+):(.*)$/.exec(text) ?? [];
    return trial === undefined || Number(trial) < 1 ? [] : [{ trial: Number(trial) - 1, reason }];
  });
  const calls = list("calls").flatMap((text): CallByHand[] => {
    const [, trial, call] = /^([1-9]\d*):(success|failure)$/.exec(text) ?? [];
    return trial === undefined ? [] : [{ trial: Number(trial) - 1, call: call === "success" ? "success" : "failure" }];
  });
  const included = list("in").flatMap((text) => (/^[1-9]\d*$/.test(text) ? [Number(text) - 1] : []));
  const [scan, period] = [number("scan"), number("period")];
  return {
    request: {
      ...Object.fromEntries(TEXTS.flatMap((name) => (said(name) === "" ? [] : [[name, said(name)]]))),
      ...(scan !== undefined && scan >= 1 && { scan: scan - 1 }),
      ...(list("regions").length > 0 && { regions: list("regions"), regionsFrom: "user" as const }),
      ...(said("stimulus") !== "" && { stimulus: said("stimulus"), stimulusFrom: "user" as const }),
      ...(excluded.length > 0 && { excluded }),
      ...(included.length > 0 && { included }),
      ...(calls.length > 0 && { calls }),
    },
    ...(period !== undefined && period > 0 && { linePeriod: period }),
    ...(said("ephys") !== "" && { ephys: said("ephys") }),
    ephysOffset: number("offset") ?? 0,
    ...(said("table") !== "" && { table: said("table") }),
  };
}

/** An analysis file as choices. `sourceOf` finds the electrode's file among what is there; without it the choice is dropped. */
export function choicesOfAnalysis(
  { request, opening }: EarlierAnalysis,
  sourceOf: (path: string) => string | undefined,
): { readonly choices: Choices; readonly missing?: string } {
  // Which stimuli a document was of is not chosen on a page that shows them all.
  const rest = Object.fromEntries(
    Object.entries(request).filter(([name]) => name !== "stimuli" && name !== "conditions"),
  );
  const ephys = opening.ephys === undefined ? undefined : sourceOf(opening.ephys);
  return {
    choices: {
      request: rest,
      ephysOffset: ephys === undefined ? 0 : opening.ephysOffset,
      ...(opening.linePeriod !== undefined && { linePeriod: opening.linePeriod }),
      ...(ephys !== undefined && { ephys }),
    },
    ...(opening.ephys !== undefined && ephys === undefined && { missing: opening.ephys }),
  };
}
