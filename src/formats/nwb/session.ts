/**
 * Who, what and with which light: what NWB asks for and microscopes don't write down. Absent fields are unknown and
 * never made up; where NWB insists on one, the file says so in its own vocabulary (see FORMAT.md).
 */
export interface NwbSession {
  /** The animal. Species as a Latin binomial ("Mus musculus"), age in ISO 8601 ("P20D", "P14D/P21D"), sex M, F, U or O. */
  readonly subject?: {
    readonly id?: string;
    readonly species?: string;
    readonly age?: string;
    readonly sex?: "M" | "F" | "U" | "O";
    readonly strain?: string;
    readonly genotype?: string;
    readonly description?: string;
  };
  /** "Family, Given". */
  readonly experimenters?: readonly string[];
  readonly institution?: string;
  readonly lab?: string;
  /** What the experiment was for. */
  readonly experiment?: string;
  readonly keywords?: readonly string[];
  /** DOI as "https://doi.org/…". */
  readonly publications?: readonly string[];
  /** Prose: drugs, how slices were made, how stimuli were given, anything else. */
  readonly pharmacology?: string;
  readonly slices?: string;
  readonly stimulus?: string;
  readonly notes?: string;
  /** Where the line was, such as "CA1 stratum radiatum, oblique dendrite"; for mice a term of the Allen atlas. */
  readonly location?: string;
  readonly microscope?: string;
  readonly laser?: string;
  readonly excitation_nm?: number;
  /** By channel name. */
  readonly emission_nm?: Readonly<Record<string, number>>;
  /** Excitation at the specimen. */
  readonly laserPower_mW?: number;
  readonly amplifier?: string;
  readonly electrode?: {
    readonly description?: string;
    readonly cell?: string;
    readonly location?: string;
    /** Text with unit, as in "7 MOhm". */
    readonly resistance?: string;
    readonly seal?: string;
    readonly filtering?: string;
    readonly seriesResistance_MOhm?: number;
  };
}

/** What stands for "unknown" where NWB wants a value: any age, and NCBI's taxon "unidentified". */
export const UNKNOWN = { id: "unknown", species: "http://purl.obolibrary.org/obo/NCBITaxon_32644", age: "P0D/", sex: "U", text: "unknown", animal: "The source tells nothing of the animal.", virtualAnimal: "Virtual animal." } as const;

/** Place in the file of each text of a session: the one table that reading and writing share. */
const TEXTS = {
  "subject/subject_id": ["subject", "id"],
  "subject/species": ["subject", "species"],
  "subject/age": ["subject", "age"],
  "subject/sex": ["subject", "sex"],
  "subject/strain": ["subject", "strain"],
  "subject/genotype": ["subject", "genotype"],
  "subject/description": ["subject", "description"],
  institution: ["institution"],
  lab: ["lab"],
  experiment_description: ["experiment"],
  pharmacology: ["pharmacology"],
  slices: ["slices"],
  stimulus: ["stimulus"],
} as const;
const LISTS = { experimenter: "experimenters", keywords: "keywords", related_publications: "publications" } as const;

/** Names below /general of single texts and of lists, in the order they are written. */
export const SESSION_TEXTS = Object.keys(TEXTS);
export const SESSION_LISTS = Object.keys(LISTS);

/** The session's texts and lists by their place below /general; unknown ones are absent. */
export function sessionByPlace(session: NwbSession): Map<string, string | readonly string[]> {
  const places = new Map<string, string | readonly string[]>();
  for (const [place, [group, field]] of Object.entries(TEXTS)) {
    const holder = (field === undefined ? session : session[group]) as Readonly<Record<string, unknown>> | undefined;
    const value = holder?.[field ?? group];
    if (typeof value === "string" && value !== "") places.set(place, value);
  }
  for (const [place, field] of Object.entries(LISTS)) {
    const values = session[field];
    if (values !== undefined && values.length > 0) places.set(place, values);
  }
  return places;
}

/** Names in `Provenance.settings` start so where they came from a file's /general. */
const SETTING = "NWB ";
/** Separates the members of a list within one setting. */
const BETWEEN = "; ";

/** A setting that shows a session's value under its own name. */
export const sessionSetting = (place: string, value: string | readonly string[]): [string, string] => [
  `${SETTING}${place}`,
  typeof value === "string" ? value : value.join(BETWEEN),
];

/** The session that a recording read from NWB carries among its settings, so that writing it again keeps it. */
export function sessionInSettings(settings: Readonly<Record<string, string>>): NwbSession {
  const at = (place: string): string | undefined => settings[`${SETTING}${place}`];
  const session: Record<string, unknown> = {};
  const subject: Record<string, string> = {};
  for (const [place, [group, field]] of Object.entries(TEXTS)) {
    const value = at(place);
    if (value === undefined) continue;
    if (field === undefined) session[group] = value;
    else subject[field] = value;
  }
  for (const [place, field] of Object.entries(LISTS)) {
    const value = at(place);
    if (value !== undefined) session[field] = value.split(BETWEEN);
  }
  return (Object.keys(subject).length > 0 ? { ...session, subject } : session);
}

/** Settings that aren't a session's, for writing them where they belong. */
export const isSessionSetting = (name: string): boolean => name.startsWith(SETTING);
