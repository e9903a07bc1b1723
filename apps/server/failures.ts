import { failures } from "radiatum";

/** What the person who typed the command can mend. */
export const misuse = failures("usage", {
  "port-taken": (f: { port: number; other: number }) =>
    `Port ${f.port} is taken, perhaps by a workbench that runs already: look there first. ` +
    `Or give another with --port ${f.other}; --port 0 takes any that is free.`,
  "port-forbidden": (f: { port: number }) =>
    `Port ${f.port} is not yours to listen on. Give one above 1023; --port 0 takes any that is free.`,
  "workbench-missing": (f: { statics: string }) =>
    `${f.statics}: the workbench's index.html is not there. Build it with npm run build.`,
  "folder-missing": (f: { path: string }) =>
    `${f.path}: there is no such folder. Check the spelling, or leave it away.`,
  "folder-is-file": (f: { path: string }) => `${f.path}: that is a file; name the folder it lies in.`,
});

const SENTENCES = {
  "target-malformed": (f: { target: string }) => `${f.target}: that is no path of this server.`,
  "host-foreign": (f: { here: string }) => `This server answers to its own name alone. Open ${f.here}.`,
  "origin-foreign": (f: { here: string }) => `Another page may not ask this server for anything. Open ${f.here}.`,
  "method-unknown": (f: { method: string }) => `${f.method} is not possible here: GET reads, PUT /api/file saves.`,
  "token-missing": (f: { here: string }) =>
    `This is Radiatum's workbench. Open the address that radiatum app printed: ${f.here} and its token.`,
  "nothing-there": (f: { path: string }) => `${f.path}: there is no such file.`,
  "folder-not-given": (f: { path: string }) =>
    `${f.path}: no folder was given. Start with radiatum app <folder> to read and save files in it.`,
  "path-malformed": (f: { path: string }) =>
    `${f.path}: give one path below the folder, with "/" between names, no "..", and no name that begins with a dot.`,
  "path-outside": (f: { path: string }) => `${f.path}: leads out of the given folder. Copy the file into it.`,
  "not-a-file": (f: { path: string }) => `${f.path}: is no plain file. Name one of those that /api/folder lists.`,
  "file-unopenable": (f: { path: string }) => `${f.path}: could not be opened. Check its permissions.`,
  "part-too-large": (f: { path: string; bytes: number; limit: number }) =>
    `${f.path}: ${f.bytes} bytes in one answer; ask for at most ${f.limit} at a time, with a Range header.`,
  "range-unsatisfiable": (f: { path: string; bytes: number }) =>
    `${f.path}: has ${f.bytes} bytes; the range begins after them.`,
  "file-taken": (f: { path: string }) => `${f.path}: is there already and stays as it is. Save under another name.`,
  "unsavable": (f: { path: string; reason: string }) =>
    `${f.path}: can't be saved there (${f.reason}). Check the name, the folder's permissions and the room on the disk.`,
  "upload-too-large": (f: { path: string; limit: number }) =>
    `${f.path}: more than ${f.limit} bytes; nothing was saved.`,
  "upload-cut-off": (f: { path: string }) => `${f.path}: ended before all of it had come; nothing was saved.`,
  "fault": (f: { path: string }) =>
    `${f.path}: this is a fault in Radiatum, not in your data; the terminal shows more.`,
};

/** What a request is refused for; `STATUS` is how HTTP says it. */
export const refuse = failures("refused", SENTENCES);

export const STATUS = {
  "target-malformed": 400, "host-foreign": 421, "origin-foreign": 403, "method-unknown": 405, "token-missing": 401,
  "nothing-there": 404, "folder-not-given": 404, "path-malformed": 400, "path-outside": 403, "not-a-file": 403,
  "file-unopenable": 403, "part-too-large": 413, "range-unsatisfiable": 416, "file-taken": 409, "unsavable": 403,
  "upload-too-large": 413, "upload-cut-off": 400, "fault": 500,
} as const satisfies Record<keyof typeof SENTENCES, number>;
