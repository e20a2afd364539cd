/**
 * The cheapest assignment of rows to columns of a square matrix: the Hungarian method with potentials, O(n³)
 * (Kuhn 1955, Munkres 1957, in the form with shortest augmenting paths).
 */
export function assign(costs: readonly (readonly number[])[]): { columns: number[]; cost: number } {
  const n = costs.length;
  const rowPotential = Array.from({ length: n + 1 }, () => 0);
  const columnPotential = Array.from({ length: n + 1 }, () => 0);
  /** Row of each column, from 1; 0 is free. */
  const rowOf = Array.from({ length: n + 1 }, () => 0);
  for (let row = 1; row <= n; row += 1) {
    const way = Array.from({ length: n + 1 }, () => 0);
    const least = Array.from({ length: n + 1 }, () => Number.POSITIVE_INFINITY);
    const done = Array.from({ length: n + 1 }, () => false);
    let column = 0;
    rowOf[0] = row;
    do {
      done[column] = true;
      const from = rowOf[column] ?? 0;
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let j = 1; j <= n; j += 1) {
        if (done[j]) continue;
        const reduced =
          (costs[from - 1]?.[j - 1] ?? 0) - (rowPotential[from] ?? 0) - (columnPotential[j] ?? 0);
        if (reduced < (least[j] ?? 0)) {
          least[j] = reduced;
          way[j] = column;
        }
        if ((least[j] ?? 0) < step) {
          step = least[j] ?? 0;
          next = j;
        }
      }
      for (let j = 0; j <= n; j += 1) {
        if (done[j]) {
          const owner = rowOf[j] ?? 0;
          rowPotential[owner] = (rowPotential[owner] ?? 0) + step;
          columnPotential[j] = (columnPotential[j] ?? 0) - step;
        } else {
          least[j] = (least[j] ?? 0) - step;
        }
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      const before = way[column] ?? 0;
      rowOf[column] = rowOf[before] ?? 0;
      column = before;
    }
  }
  const columns = Array.from({ length: n }, () => 0);
  for (let j = 1; j <= n; j += 1) columns[(rowOf[j] ?? 1) - 1] = j - 1;
  return { columns, cost: columns.reduce((sum, column, row) => sum + (costs[row]?.[column] ?? 0), 0) };
}
