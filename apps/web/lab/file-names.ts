/** Names of the files that are handed out, so that a line for the shell names what is there. */

/** A name as any file system takes it. A browser would change others on its way to the disk, each by rules of its own. */
export const fileName = (name: string): string => name.replaceAll(/[\\/:*?"<>|~\p{C}]/gu, "_").trim();

/** How files that belong to a recording begin: its name without the ending of a format. */
export const stemOf = (recording: string): string => fileName(recording.replace(/\.(nwb|csv|abf|atf|(?:ome\.)?tiff?)$/i, ""));

/** The name of a recording's parameters file. */
export const parametersFile = (recording: string): string => `${stemOf(recording)}.analysis.json`;
