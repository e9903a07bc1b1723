/**
 * The order in which a tree of compartments is eliminated. Any root gives the same solution; the middle of the tree
 * gives the shortest chain of dependent divisions, and going level by level keeps neighbouring records independent, so
 * that the processor works on several branches at once.
 */
export interface TreeOrder {
  readonly root: number;
  /** Towards the root chosen here; -1 for it. */
  readonly parent: Int32Array;
  /** Root first, level by level. */
  readonly order: Int32Array;
}

/** `parent[i] < i` describes the tree, -1 its given root. */
export function treeOrder(given: readonly number[]): TreeOrder {
  const count = given.length;
  const neighbours: number[][] = Array.from({ length: count }, () => []);
  given.forEach((p, i) => {
    if (p < 0) return;
    (neighbours[p] as number[]).push(i);
    (neighbours[i] as number[]).push(p);
  });
  const start = levels(neighbours, 0);
  const end = levels(neighbours, start.order[count - 1] as number);
  // The middle of a longest path: half its length up from its far end.
  let root = end.order[count - 1] as number;
  for (let up = Math.floor((end.depth[root] as number) / 2); up > 0; up--) root = end.parent[root] as number;
  const { order, parent } = levels(neighbours, root);
  return { root, order, parent };
}

function levels(
  neighbours: readonly (readonly number[])[], root: number,
): { order: Int32Array; parent: Int32Array; depth: Int32Array } {
  const count = neighbours.length;
  const order = new Int32Array(count);
  const parent = new Int32Array(count).fill(-1);
  const depth = new Int32Array(count);
  order[0] = root;
  let known = 1;
  for (let i = 0; i < known; i++) {
    const at = order[i] as number;
    for (const next of neighbours[at] as readonly number[]) {
      if (next === parent[at]) continue;
      parent[next] = at;
      depth[next] = (depth[at] as number) + 1;
      order[known++] = next;
    }
  }
  if (known !== count) throw new Error("broken invariant: the compartments are one connected tree");
  return { order, parent, depth };
}
