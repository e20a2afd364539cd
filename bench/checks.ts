/**
 * How fast trajectories are judged, redacted, compared and looked through for benchmarks, on one core:
 *
 *     node bench/checks.ts [seconds per row]
 *
 * Trajectories are those of the seeded suite, the long ones with 60 turns apart, as objects in memory: reading them from
 * a store is not in the numbers.
 */
import { REDACTION_KINDS, RedactionPolicy, type Trajectory } from '@nex/core';
import {
  CHECKS,
  createDecontaminator,
  createNearDuplicates,
  createRedactor,
  judgeTrajectory,
  ToolSchemas,
  trajectoryDigest,
  trajectoryText,
} from '@nex/quality';
import { createDraw, SHAPES, type Shape } from '@nex/quality/seeded';
import { machine, openTable, round } from './measure.ts';

const seconds = Number(process.argv[2] ?? 3);
const POOL = 200;
const NEW_TEXTS = 6_000;

const shapesOf = (isLong: boolean) => SHAPES.filter(({ name }) => (name === 'long') === isLong);

/** As they come from a store: each with strings of its own. */
const poolOf = (isLong: boolean): Trajectory[] => {
  const shapes = shapesOf(isLong);
  return Array.from({ length: POOL }, (_, seed) => {
    const shape = shapes[seed % shapes.length];
    if (shape === undefined) throw new Error('there is a shape');
    return JSON.parse(JSON.stringify(shape.build(createDraw(seed)))) as Trajectory;
  });
};

/** Calls a second of `work`, over the pool again and again, after a warm-up over the whole of it. */
function rateOf(
  pool: readonly Trajectory[],
  work: (trajectory: Trajectory, index: number) => unknown,
): number {
  for (const [at, trajectory] of pool.entries()) work(trajectory, at);
  const from = process.cpuUsage();
  let done = 0;
  let spentMs = 0;
  while (spentMs < seconds * 1000) {
    for (const trajectory of pool) {
      work(trajectory, POOL + done);
      done += 1;
    }
    const { user, system } = process.cpuUsage(from);
    spentMs = (user + system) / 1000;
  }
  return done / (spentMs / 1000);
}

/** Adds texts that were never added before, exactly compared and by signatures alone. */
function nearDuplicateRates(shapes: readonly Shape[]): [what: string, rate: number][] {
  const texts = Array.from({ length: NEW_TEXTS }, (_, seed) => {
    const shape = shapes[seed % shapes.length];
    return shape ? trajectoryText(shape.build(createDraw(seed))) : '';
  });
  return [true, false].map((exact) => {
    const near = createNearDuplicates({ exact });
    const from = process.cpuUsage();
    for (const [at, text] of texts.entries()) near.add(`id_${at}`, text);
    const { user, system } = process.cpuUsage(from);
    const clusters = new Set(near.state().clusters.map(([, cluster]) => cluster)).size;
    const how = exact ? 'exact' : 'by signatures';
    return [
      `add ${NEW_TEXTS} texts to near-duplicates, ${how}: ${clusters} clusters`,
      NEW_TEXTS / ((user + system) / 1e6),
    ];
  });
}

async function* benchmarkLines() {
  for (let line = 1; line <= 50_000; line += 1) {
    const draw = createDraw(line);
    const text = Array.from({ length: 30 }, () => draw.text(5, 'abcdefghijklmnopqrstuvwxyz')).join(' ');
    yield await Promise.resolve({ file: 'bench.txt', line, text });
  }
}

console.log(machine());
const row = openTable('One core');
const rules = REDACTION_KINDS.filter((kind) => kind !== 'name').map((kind) => ({ kind }));
const redactor = createRedactor(RedactionPolicy.parse({ id: 'bench', version: 1, rules }));
const decontaminator = await createDecontaminator([
  { benchmark: 'made up', format: 'text', lines: benchmarkLines() },
]);

for (const isLong of [false, true]) {
  const pool = poolOf(isLong);
  const bytes = pool.reduce((sum, trajectory) => sum + JSON.stringify(trajectory).length, 0) / pool.length;
  const schemas = new ToolSchemas();
  const shapes = shapesOf(isLong);
  const work: Record<string, (trajectory: Trajectory, index: number) => unknown> = {
    [`judge by ${CHECKS.length} checks`]: (one) => judgeTrajectory(one, CHECKS, schemas),
    'digest for exact duplicates': trajectoryDigest,
    'redact by 7 rules': (one) => redactor.redact(one),
    [`look for ${round(decontaminator.size / 1e6, 1)} million benchmark grams`]: (one) =>
      decontaminator.scan(one),
  };
  const rates = Object.entries(work).map(([what, run]) => [what, rateOf(pool, run)] as const);
  for (const [what, rate] of [...rates, ...nearDuplicateRates(shapes)]) {
    row({
      work: what,
      trajectories: isLong ? '60 turns' : '3 to 16 turns',
      'kB each': round(bytes / 1000, 1),
      'per second': Math.round(rate),
      'MB per second': round((rate * bytes) / 1e6, 1),
    });
  }
}
