import type { GroupedMeasurement } from "#analysis";
import { jsonDocument, numberDocument } from "./document.js";
import { answersTable, csvOf, joinedTables, sameText, texts, type Table } from "./table.js";
import { namedAnswers } from "./wording.js";

/**
 * Every group's numbers in one table, as `numbersCsv` has them, behind the columns group, stimulus and condition; the means
 * that are compared first. A group that can't be measured has one row, whose note says why.
 */
export function groupNumbersCsv({ groups }: GroupedMeasurement): string {
  const [first, ...others] = groups.map(({ name, stimulus, condition, found, responses }): Table => {
    const means = responses.map(({ quantity, mean }) => ({ key: "group.mean", name: quantity, region: "", answer: mean }));
    const refused = "refused" in found ? [{ key: "group", name: "", region: "", answer: found }] : [];
    const own = answersTable([...means, ...refused, ...("answer" in found ? namedAnswers(found.answer) : [])]);
    const rows = own.columns[0]?.values.length ?? 0;
    const said = [["group", name], ["stimulus", stimulus], ["condition", condition]] as const;
    return { columns: [...said.map(([column, text]) => sameText(column, text, rows)), ...own.columns] };
  });
  return first ? csvOf(joinedTables([first, ...others])) : "";
}

/** One row a comparison: the ratio of means with its interval, method and n; where refused, the sentence in `note`. */
export function comparisonsCsv({ comparisons }: GroupedMeasurement): string {
  const answers = comparisons.map(({ name, quantity, ratio }) => ({ key: name, name: quantity, region: "", answer: ratio }));
  const numbers = answersTable(answers).columns.filter(({ name }) => !["key", "name", "region"].includes(name));
  return csvOf({
    columns: [
      texts("comparison", comparisons.map(({ name }) => name)), texts("group", comparisons.map(({ group }) => group)),
      texts("reference", comparisons.map(({ reference }) => reference)),
      texts("quantity", comparisons.map(({ quantity }) => quantity)), ...numbers,
    ],
  });
}

/** The groups as plain JSON: each measurement in the shape of `jsonDocument`, and the comparisons. */
export function groupsDocument({ name, groups, comparisons, issues }: GroupedMeasurement): Record<string, unknown> {
  return {
    schema: "radiatum-groups/1",
    name,
    groups: groups.map(({ name: of, stimulus, condition, trials, found, responses, window }) => ({
      name: of, stimulus, condition, trials: trials.map((trial) => trial + 1),
      window: window ? { fromLine: window.from, toLine: window.to } : null,
      responses: responses.map(({ quantity, unit, values, mean }) => ({ quantity, unit, values, mean: numberDocument(mean) })),
      measurement: "answer" in found ? jsonDocument(found.answer) : { refused: found.refused },
    })),
    comparisons: comparisons.map(({ name: of, group, reference, quantity, ratio }) => ({ name: of, group, reference, quantity, ratio: numberDocument(ratio) })),
    issues: issues.map(({ severity, code, message }) => ({ severity, code, message })),
  };
}
