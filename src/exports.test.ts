import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What a module exports, types too: "ca1Pyramidal", "type Recording". */
function exportedNames(path: string): string[] {
  const { config } = ts.readConfigFile(at("../tsconfig.json"), (file) => ts.sys.readFile(file)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [path] }, ts.sys, at(".."));
  // Names alone are asked for, so neither the language's own library nor Node's types are read.
  const program = ts.createProgram([path], { ...options, noLib: true, types: [] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(path);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${path} is no module`);
  return checker.getExportsOfModule(module).map((symbol) => {
    const meant = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return meant.flags & ts.SymbolFlags.Value ? symbol.name : `type ${symbol.name}`;
  }).sort();
}

// Guards against names that become public, or cease to be, without anybody deciding it. Whoever decides it writes the
// list anew, `npx vitest run src/exports.test.ts -u`, and it is in the change that is reviewed.
test('what "radiatum" exports, name for name, is the list in src/exported-names.txt', async () => {
  const names = exportedNames(at("./index.ts"));
  expect(names).toContain("ca1Pyramidal");
  expect(names).toContain("type Recording");
  await expect(`${names.join("\n")}\n`).toMatchFileSnapshot("exported-names.txt");
});
