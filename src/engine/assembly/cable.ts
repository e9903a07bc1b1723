/**
 * The implicit step of the voltage on the tree, as bodies: what couples compartments.
 * Eliminated from the leaves to the root and back (Hines 1984), once a step, without iteration.
 */
import { locate } from "../kernel/index.js";
import { LANE_BYTES, type Body, type Port } from "../kernel/program.js";
import { BodyBuilder } from "./body-builder.js";
import { globalPort, type Globals } from "./globals.js";
import type { TableMaker } from "./table-maker.js";

/**
 * The first fields of a compartment, as lane values from its address. Once solved, the right-hand side has become the
 * voltage within the step, `vTheta`. `row` and `fraction` say where V stands in the table.
 */
export const COMPARTMENT_FIELDS = ["v", "diagonal", "right", "row", "fraction"] as const;
/** Behind them when steps adapt: V′ and V″ at the last step. */
export const HISTORY_FIELDS = ["slope", "curve"] as const;

export type CompartmentField = (typeof COMPARTMENT_FIELDS)[number] | (typeof HISTORY_FIELDS)[number] | "vTheta";

/** Bytes from a compartment's address to one of its fields. */
export function fieldOffset(name: CompartmentField): number {
  return LANE_BYTES * [...COMPARTMENT_FIELDS, ...HISTORY_FIELDS].indexOf(name === "vTheta" ? "right" : name);
}

export function fieldPort(pointer: number, name: CompartmentField): Port {
  return { pointer, offset: fieldOffset(name), kind: "lane" };
}

/**
 * Records [child, parent, g]: the child's equation leaves the parent's. The root's parent is a place of zeros with g =
 * 0. `kind`: whether trials differ in g.
 */
export function eliminateBody(kind: "shared" | "lane"): Body {
  const b = new BodyBuilder();
  const { graph } = b;
  const g = b.input("g", { pointer: 2, offset: 0, kind });
  const inverse = graph.div(graph.number(1), b.input("diagonal", fieldPort(0, "diagonal")));
  const towards = graph.mul(g, inverse);
  const right = b.input("right", fieldPort(0, "right"));
  const parent = b.input("parent's diagonal", fieldPort(1, "diagonal"));
  b.store(graph.sub(parent, graph.mul(towards, g)), fieldPort(1, "diagonal"));
  b.store(
    graph.add(b.input("parent's right", fieldPort(1, "right")), graph.mul(towards, right)), fieldPort(1, "right"),
  );
  b.store(towards, fieldPort(0, "diagonal"));
  b.store(graph.mul(right, inverse), fieldPort(0, "right"));
  return { ...b.build(kind === "lane" ? "eliminate, by trial" : "eliminate", 3), abreast: true };
}

/** Records [child, parent], root first: the voltage within the step follows from the parent's. */
export function substituteBody(): Body {
  const b = new BodyBuilder();
  const { graph } = b;
  const share = graph.mul(b.input("towards", fieldPort(0, "diagonal")), b.input("parent's v", fieldPort(1, "vTheta")));
  b.store(graph.add(b.input("own", fieldPort(0, "right")), share), fieldPort(0, "vTheta"));
  return { ...b.build("substitute", 2), abreast: true };
}

/**
 * Records [compartment]: the voltage that was solved becomes the voltage, and is found in the table, once for all who
 * look up there. By itself, since finding a row takes longer than anything else that a state waits for, and many
 * compartments are found at a time while nothing else is done. `keeps`: a lane may keep its old voltage, as only lanes
 * do that take a step of any length.
 */
export function crossBody(
  { globals, inverseTheta, tables: { cells } }: {
    readonly globals: Globals;
    readonly inverseTheta: number;
    readonly tables: Pick<TableMaker, "cells">;
  },
  keeps: boolean,
): Body {
  const b = new BodyBuilder();
  const { graph } = b;
  const old = b.input("v", fieldPort(0, "v"));
  const change = graph.sub(b.input("vTheta", fieldPort(0, "vTheta")), old);
  const whole = graph.mul(change, graph.number(inverseTheta));
  let v = graph.add(old, whole);
  if (keeps) {
    const accept = b.input("accept", globalPort(globals, "accept"));
    const stays = graph.node("equal", [accept, graph.number(0)]);
    v = graph.node("select", [stays, old, graph.add(old, graph.mul(whole, accept))]);
  }
  b.store(v, fieldPort(0, "v"));
  if (cells) {
    const { row, fraction } = locate(graph, cells, v);
    b.store(row, fieldPort(0, "row"));
    b.store(fraction, fieldPort(0, "fraction"));
  }
  return b.build(`cross${keeps ? ", or stay" : ""}`, 1);
}

/**
 * Records [compartment]: h³/12·V‴, the local error of the trapezoidal step, from divided differences of three steps,
 * into the lane's largest.
 */
export function monitorBody(globals: Globals, inverseTheta: number): Body {
  const b = new BodyBuilder();
  const { graph } = b;
  const { third } = differences(b, globals, inverseTheta);
  const error = graph.mul(graph.node("abs", [third]), b.input("cubic weight", globalPort(globals, "cubicWeight")));
  const largest = b.input("largest", globalPort(globals, "voltageError"));
  b.store(graph.node("max", [largest, error]), globalPort(globals, "voltageError"));
  return b.build("monitor", 1);
}

/** Records [compartment]: an accepted step's V′ and V″ become history. */
export function rememberBody(globals: Globals, inverseTheta: number): Body {
  const b = new BodyBuilder();
  const { graph } = b;
  const { slope, curve, oldSlope, oldCurve } = differences(b, globals, inverseTheta);
  const kept = graph.node("equal", [b.input("accept", globalPort(globals, "accept")), graph.number(0)]);
  b.store(graph.node("select", [kept, oldSlope, slope]), fieldPort(0, "slope"));
  b.store(graph.node("select", [kept, oldCurve, curve]), fieldPort(0, "curve"));
  return b.build("remember", 1);
}

function differences(
  b: BodyBuilder, globals: Globals, inverseTheta: number,
): Record<"slope" | "curve" | "third" | "oldSlope" | "oldCurve", number> {
  const { graph } = b;
  const change = graph.mul(
    graph.sub(b.input("vTheta", fieldPort(0, "vTheta")), b.input("v", fieldPort(0, "v"))),
    graph.number(inverseTheta),
  );
  const slope = graph.mul(change, b.input("per step", globalPort(globals, "perStep")));
  const oldSlope = b.input("slope", fieldPort(0, "slope"));
  const oldCurve = b.input("curve", fieldPort(0, "curve"));
  const curve = graph.mul(graph.sub(slope, oldSlope), b.input("curve weight", globalPort(globals, "curveWeight")));
  const third = graph.mul(graph.sub(curve, oldCurve), b.input("third weight", globalPort(globals, "thirdWeight")));
  return { slope, curve, third, oldSlope, oldCurve };
}
