/**
 * How many agents stand on each level, and who stands below whom.
 */

/** The size of a design within its limits. */
export type Size = { agents: number; depth: number };

/** As many agents as there is work for; a level more where they get many. */
export function sizeFor(
  strong: number,
  limits: { least: number; most: number; minDepth: number; maxDepth: number },
): Size {
  const { least, most, minDepth, maxDepth } = limits;
  if (maxDepth === 0) return { agents: 1, depth: 0 };
  const usual = 1 + Math.max(3, Math.min(4, strong)) + (minDepth > 1 ? 2 : 0);
  const agents = Math.min(most, Math.max(least, usual));
  const wished = agents > 24 ? 3 : agents > 10 ? 2 : 1;
  return { agents, depth: Math.min(maxDepth, Math.max(minDepth, wished)) };
}

/** Agents on each level below the entry. */
function levelSizes({ agents, depth }: Size): number[] {
  const below = agents - 1;
  // Each level is to have twice as many agents as the one above it.
  const levels = Array.from({ length: depth }, (_, level) =>
    Math.max(level === 0 && below > depth ? 2 : 1, Math.floor((below * 2 ** level) / (2 ** depth - 1))),
  );
  // What rounding left over, or took too much of, is settled from the bottom up.
  let rest = below - levels.reduce((sum, count) => sum + count, 0);
  if (rest > 0) levels[depth - 1] = (levels[depth - 1] ?? 0) + rest;
  for (let level = depth - 1; rest < 0 && level >= 0; level -= 1) {
    const spare = Math.min(-rest, (levels[level] ?? 1) - 1);
    levels[level] = (levels[level] ?? 1) - spare;
    rest += spare;
  }
  return levels;
}

/** Index of each agent's parent; the entry is the first and has none. */
export function parentsFor(size: Size): (number | null)[] {
  const parents: (number | null)[] = [null];
  let above = [0];
  for (const count of size.depth === 0 ? [] : levelSizes(size)) {
    const own: number[] = [];
    for (let at = 0; at < count; at += 1) {
      own.push(parents.length);
      parents.push(above[Math.floor((at * above.length) / Math.max(count, above.length))] ?? 0);
    }
    above = own;
  }
  return parents;
}
