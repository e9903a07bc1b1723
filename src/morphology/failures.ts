import { failures } from "#errors";

/** What can be wrong with geometry that a program hands us. */
export const misuse = failures("usage", {
  "morphology-empty": (f: { found: number }) => `A cell needs at least one section, found ${f.found}.`,
  "section-number": (f: { section: string; what: string; found: number; low: number; high: number; unit: string }) =>
    `${f.section}: ${f.what} must be a number from ${f.low} to ${f.high}${f.unit}, found ${f.found}.`,
  "section-points": (f: { section: string; found: number }) =>
    `${f.section}: a section needs two points or more, its beginning and its end, found ${f.found}.`,
  "section-order": (f: { section: string; index: number; found: number; before: number }) =>
    `${f.section}: point ${f.index} stands at ${f.found} µm` +
    (f.index === 0 ? "; the first must stand at 0." : `, before its predecessor at ${f.before} µm; order them.`),
  "section-twice": (f: { section: string }) =>
    `Two sections are called "${f.section}"; give each its own name, since parents are found by it.`,
  "section-unknown": (f: { section: string; wanted: string; known: string }) =>
    `There is no section "${f.section}"${f.wanted}. Known are ${f.known}.`,
  "section-roots": (f: { first: string; second: string }) =>
    `Neither "${f.first}" nor "${f.second}" has a parent; one cell is one tree. ` +
    "Attach one to the other, or make two cells.",
  "section-loop": (f: { sections: readonly string[] }) =>
    `These sections stand on each other in a loop: ${f.sections.join(" on ")}. ` +
    "One section of a cell must have no parent.",
  "place-outside": (f: { section: string; found: number }) =>
    `A place along ${f.section} is a number from 0 (its beginning) to 1 (its end), found ${f.found}.`,
  "compartments-count": (f: { section: string; found: number; most: number }) =>
    `${f.section}: the number of compartments must be whole and from 1 to ${f.most}, found ${f.found}. ` +
    "If it was computed, are lengths and diameters in µm?",
  "compartments-many": (f: { found: number; most: number }) =>
    `The cell has more than ${f.most} compartments (${f.found} in its first sections); use longer ones.`,
  "setting-number": (f: { what: string; found: number; expected: string }) =>
    `${f.what} must be ${f.expected}, found ${f.found}.`,
});

interface AtLine { readonly file: string; readonly line: number }
const at = (f: AtLine): string => `${f.file}, line ${f.line}`;
const COLUMNS = "id, type, x, y, z, radius, parent";

/** The ways an SWC file can't be read. Lines count from 1. */
export const unreadable = failures("unreadable", {
  "swc-empty": (f: { file: string }) =>
    `${f.file}: holds no point; expected lines of seven numbers (${COLUMNS}).`,
  "swc-columns": (f: AtLine & { found: number; text: string }) =>
    `${at(f)}: expected seven numbers between blanks (${COLUMNS}), found ${f.found} in "${f.text}". ` +
    "Complete the line or mark it as a comment with #.",
  "swc-number": (f: AtLine & { column: string; found: string }) =>
    `${at(f)}: expected a number as ${f.column}, found "${f.found}". ` +
    "Numbers need a decimal point, not a comma; comments start with #.",
  "swc-whole": (f: AtLine & { column: string; found: string }) =>
    `${at(f)}: expected a whole number as ${f.column}, found "${f.found}". Columns are ${COLUMNS}.`,
  "swc-far": (f: AtLine & { column: string; found: number; most: number }) =>
    `${at(f)}: ${f.column} is ${f.found}; expected at most ${f.most} µm. Coordinates and radii are in µm.`,
  "swc-twice": (f: AtLine & { id: number; first: number }) =>
    `${at(f)}: point ${f.id} stands in line ${f.first} already, with other numbers. ` +
    "Number the points anew, or remove one of the two.",
  "swc-parent-missing": (f: AtLine & { id: number; parent: number }) =>
    `${at(f)}: point ${f.id} stands on point ${f.parent}, which the file lacks. ` +
    "If the file was cut, get it again; if the point is a root, its parent is -1.",
  "swc-loop": (f: AtLine & { ids: readonly number[]; more: boolean }) =>
    `${at(f)}: following parents comes back to where it began, ${f.ids.join(" → ")}${f.more ? " → …" : ""}; ` +
    "expected a tree. Give one of them the parent -1, or the one that it was traced from.",
  "swc-several-trees": (f: {
    file: string; roots: readonly number[]; lines: readonly number[]; somas: number; more: boolean;
  }) =>
    `${f.file}: holds several trees (roots are the points ${f.roots.join(", ")}${f.more ? ", …" : ""} in lines ` +
    `${f.lines.join(", ")}${f.more ? ", …" : ""}), of which ${f.somas === 0 ? "none has" : `${f.somas} have`} ` +
    "a soma; expected one with a soma. Say which to read by the id of its root, or join them in the file.",
  "swc-no-such-root": (f: { file: string; root: number; roots: readonly number[]; more: boolean }) =>
    `${f.file}: no tree begins at point ${f.root}; roots are the points ${f.roots.join(", ")}${f.more ? ", …" : ""}.`,
  "swc-several-somas": (f: AtLine & { second: number }) =>
    `${f.file}: soma points (type 1) stand in separate places of one tree, one beginning in line ${f.line}, ` +
    `another in line ${f.second}; expected one soma. Mark the others by the type of the branch they are on.`,
  "swc-soma-shape": (f: AtLine & { points: number; why: string }) =>
    `${at(f)}: the ${f.points} soma points can be read in more than one way: ${f.why}. ` +
    'Say which is meant: soma "sphere" (of the first point\'s radius), "cylinders" (along the points) ' +
    'or "outline" (around them).',
  "swc-soma-outline": (f: AtLine & { points: number }) =>
    `${at(f)}: the ${f.points} soma points enclose no area, so they are no outline. ` +
    'Read the soma as "sphere" or "cylinders".',
  "swc-no-radius": (f: AtLine) =>
    `${at(f)}: no point of this tree has a radius of 1 nm or more; expected radii in µm in the sixth column.`,
  "swc-no-cable": (f: AtLine & { points: number }) =>
    `${at(f)}: the tree has no soma and no length (` +
    `${f.points === 1 ? "one point" : `${f.points} points in one place`}); ` +
    "expected a branch of two points or more, or a soma (type 1).",
});
