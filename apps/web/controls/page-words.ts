/**
 * The library's sentences name the command line's options, since that is where most are read; on a page the same thing is a
 * control. The advice stays, its words are the page's.
 */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/Give (?:it|both): --stim [^.]*ms\./g, "Give it at the left, under Stimulus."],
  [
    /Add --line-period, or count in lines \("0:100lines"\)\./g,
    "Give it at the left, under Line timing, or count in lines.",
  ],
  [
    /(?:Add --line-period\b|Look it up at the microscope and give it: --line-period [^.]*)\.?/g,
    "Give it at the left, under Line timing.",
  ],
  [
    /Leave stray ones out with --trials if that is wrong\./g,
    "Leave stray ones out in the trial table if that is wrong.",
  ],
  [/--set [^:]*: /g, ""],
  [/Choose another with --channel\./g, "Choose another at the left."],
  [/ \(--[a-z-]+\)/g, ""],
  [/--(?:ratio|background|smooth) "/g, '"'],
];

/** The sentence as a page says it. */
export const inPage = (sentence: string): string =>
  WORDS.reduce((said, [pattern, words]) => said.replace(pattern, words), sentence);

/**
 * Names and bounds are written with the keyboard's hyphen, since that is what files and options hold; a page prints a
 * number's sign as such. Hyphens of words ("calcium green-1") and of ranges stay.
 */
export const withMinus = (text: string): string => text.replace(/(^|[\s(,:;=±]|\de)-(?=\.?\d)/g, "$1−");
