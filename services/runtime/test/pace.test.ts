/** Many runs against a model server that takes few calls at a time. */
import { Crowd } from '@nex/testkit';
import { expect, test } from 'vitest';
import { CALC_BUNDLE } from './support/bundles.ts';
import { finished } from './support/follow.ts';
import { startModelServer } from './support/model-server.ts';
import { createRun } from './support/runs.ts';
import { startTestRuntime } from './support/test-runtime.ts';

test('runs complete at the pace of the server, and say how often it turned them away', async () => {
  const [capacity, runs] = [4, 60];
  const crowd = new Crowd(capacity, 100);
  await using model = await startModelServer(() => ({ text: 'Done.' }), crowd);
  await using runtime = await startTestRuntime({ modelUrl: model.url, concurrency: 24 });
  const ids = await Promise.all(
    Array.from(
      { length: runs },
      async () => (await createRun(runtime, { files: CALC_BUNDLE, input: 'Go' })).id,
    ),
  );
  const ended = await Promise.all(ids.map((id) => finished(runtime.url, id)));
  expect(ended.filter(({ state }) => state === 'completed')).toHaveLength(runs);
  const report = crowd.report();
  const throttled = ended.reduce((sum, { usage }) => sum + (usage.throttledCalls ?? 0), 0);
  expect([report.served, throttled]).toEqual([runs, report.refused]);
  expect(throttled).toBeGreaterThan(0);
  // Once it has settled.
  expect(crowd.report(12).meanInside).toBeGreaterThan(capacity * 0.7);
});
