import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readProtocol, writeProtocol } from "#protocol";

const folder = fileURLToPath(new URL(".", import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

test("eight experiments of Yuste et al. 1999 stand ready", () => {
  expect(files).toEqual([
    "action-potential.yaml", "epsc-train.yaml", "minimal-stimulation.yaml", "order.yaml", "paired-pulse.yaml", "pairing.yaml",
    "voltage-dependence.yaml", "z-stack.yaml",
  ]);
});

test.each(files)("%s is a protocol, says which figure it is, and reads back as it is written", (file) => {
  const protocol = readProtocol(readFileSync(folder + file), { file });
  expect(protocol.about).toMatch(/^Yuste et al\. 1999, Figure \d/);
  expect(readProtocol(writeProtocol(protocol))).toEqual(protocol);
});
