/** Seeded chance: equal seeds give equal draws on every machine. The generator is mulberry32. */

export interface Random {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Uniform whole number in [0, below). */
  below(below: number): number;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const unit = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { unit, below: (below) => Math.floor(unit() * below) };
}

/** A shuffled copy (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const rest = [...items];
  const result: T[] = [];
  while (rest.length > 0) {
    const index = random.below(rest.length);
    const picked = rest[index] as T;
    rest[index] = rest[rest.length - 1] as T;
    rest.pop();
    result.push(picked);
  }
  return result;
}
