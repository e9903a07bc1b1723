import { expect, test } from "vitest";
import { experiments, studies } from "radiatum/paper";
import { paperProtocols } from "./paper-protocols.js";

test("every file that an experiment or a study of the scorecard reads is one that the page has, so that it can be run there", () => {
  const here = paperProtocols.map(({ name }) => name);
  expect([...experiments, ...studies].map(({ name, protocol = name }) => protocol).filter((name) => !here.includes(name))).toEqual([]);
});
