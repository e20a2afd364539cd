import { createPool, execute, sql } from '@nex/postgres';
import { createTestDatabase } from '@nex/testkit';
import { expect, test } from 'vitest';
import { putOffSweep, takeSweepTurn } from '../src/store/sweep-turn.ts';

test('one of many replicas sweeps, and later the more there is to sweep', async () => {
  await using database = await createTestDatabase({ services: ['runtime'] });
  await using pool = createPool({ url: database.url });
  const ask = async () => {
    const turns = await Promise.all([1, 2, 3, 4].map(() => takeSweepTurn(pool, 15_000)));
    return turns.filter((turn) => turn).length;
  };
  const pass = (seconds: number) =>
    execute(pool, sql`update runtime.sweep_turn set next_at = next_at - ${seconds} * interval '1 s'`);
  expect(await ask()).toBe(1);
  expect(await ask()).toBe(0);
  await pass(15);
  expect(await ask()).toBe(1);
  await putOffSweep(pool, 100_000, 15_000);
  await pass(199);
  expect(await ask()).toBe(0);
  await pass(1);
  expect(await ask()).toBe(1);
});
