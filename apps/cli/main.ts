#!/usr/bin/env node
import { existsSync } from "node:fs";
import { CommanderError } from "commander";
import { nearestCommand, program } from "./program.js";
import { complain } from "./terminal.js";

/** Exit codes: 0 done · 1 our own fault · 2 usage · 3 unreadable input · 4 refused analysis. */
const EXIT = { usage: 2, unreadable: 3, refused: 4 } as const;

interface Mendable {
  readonly kind: keyof typeof EXIT;
  readonly message: string;
}

/** A RigError, told by its shape so that starting up need not load the library. */
function isMendable(error: unknown): error is Mendable {
  return error instanceof Error && error.name === "RigError" && "kind" in error && String(error.kind) in EXIT;
}

// A reader that stops listening (`radiatum info x | head -1`) is no fault of anyone's.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  // A first word that is neither command nor path is most likely a command misspelt; as a path it would only not be found.
  const [first = ""] = process.argv.slice(2);
  const meant = first.startsWith("-") || existsSync(first) ? undefined : nearestCommand(first);
  if (meant === undefined) await program().parseAsync(process.argv);
  else {
    complain(`There is no command and no file "${first}". Did you mean "${meant}"? (radiatum --help lists the commands)`);
    process.exitCode = EXIT.usage;
  }
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : EXIT.usage;
  } else if (isMendable(error)) {
    complain(error.message);
    process.exitCode = EXIT[error.kind];
  } else {
    complain(`This is a fault in Radiatum, not in your data.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exitCode = 1;
  }
}
