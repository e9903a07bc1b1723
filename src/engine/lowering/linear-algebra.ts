import type { Graph } from "./graph.js";

/**
 * A small system as straight-line code, eliminated once without pivoting: what implicit steps of mass action bring is
 * dominated by its diagonal. Zeros never become work.
 */
export interface Factors {
  readonly size: number;
  /** L below the diagonal, U above it. */
  readonly entries: readonly (readonly number[])[];
  /** 1/U on the diagonal. */
  readonly inverse: readonly number[];
}

/** Eliminates the first `columns` unknowns (all by default); the block that remains is the Schur complement. */
export function factorise(graph: Graph, matrix: readonly (readonly number[])[], columns = matrix.length): Factors {
  const m = matrix.map((row) => [...row]);
  const at = (i: number, j: number): number => m[i]?.[j] as number;
  const inverse: number[] = [];
  for (let k = 0; k < columns; k++) {
    inverse.push(graph.div(graph.number(1), at(k, k)));
    for (let i = k + 1; i < m.length; i++) {
      const row = m[i] as number[];
      row[k] = graph.mul(at(i, k), inverse[k] as number);
      for (let j = k + 1; j < m.length; j++) row[j] = graph.sub(at(i, j), graph.mul(at(i, k), at(k, j)));
    }
  }
  return { size: m.length, entries: m, inverse };
}

/** L⁻¹b for the first `columns` unknowns: the right-hand side that goes with what `factorise` left. */
export function forward(graph: Graph, f: Factors, b: readonly number[], columns = f.size): number[] {
  const y = [...b];
  for (let k = 0; k < columns; k++) {
    for (let i = k + 1; i < f.size; i++) {
      y[i] = graph.sub(y[i] as number, graph.mul(f.entries[i]?.[k] as number, y[k] as number));
    }
  }
  return y;
}

/** The first `columns` unknowns from `y` = L⁻¹b, whose entries from `columns` on are solved already. */
export function backward(graph: Graph, f: Factors, y: readonly number[], columns = f.size): number[] {
  const x = [...y];
  for (let i = columns - 1; i >= 0; i--) {
    for (let j = i + 1; j < f.size; j++) {
      x[i] = graph.sub(x[i] as number, graph.mul(f.entries[i]?.[j] as number, x[j] as number));
    }
    x[i] = graph.mul(x[i] as number, f.inverse[i] as number);
  }
  return x;
}

export function solve(graph: Graph, f: Factors, b: readonly number[]): number[] {
  return backward(graph, f, forward(graph, f, b));
}
