/** Model servers that refuse what a judge asks. */
import { expect, test } from 'vitest';
import { call, create, finish, setUp, startOn } from './support/surroundings.ts';

const SPEC = {
  queries: undefined,
  tasks: ['beans', 'peas', 'roses'].map((what) => ({ query: `When do the ${what} go out?` })),
  quality: { judge: { heads: ['failure_analysis' as const], concurrency: 1 } },
};

test('one request that is refused breaks one verdict, a server that refuses all fails the build', async () => {
  await using around = await setUp();
  const { model } = around;
  model.others['judge_failure_analysis'] = () => ({ summary: '', findings: [] });
  await using pipeline = await startOn(around);
  const { httpUrl: url } = pipeline;
  model.refuses = (_, input) => JSON.stringify(input).includes('peas');
  const build = await finish(url, (await create(url, SPEC)).id);
  expect(build).toMatchObject({ state: 'completed', funnel: { kept: 3, flagReasons: { judge_broken: 1 } } });
  const { body } = await call(url, 'GET', `/v1/builds/${build.id}/trajectories?reason=judge_broken`);
  const { items } = body as { items: { runId: string; queryIndex: number }[] };
  expect(items.map(({ queryIndex }) => queryIndex)).toEqual([1]);
  const found = await call(url, 'GET', `/v1/trajectories/${items[0]?.runId}/verdicts`);
  const message: unknown = expect.stringContaining('filtered');
  expect(found.body).toMatchObject({ judge: [{ votes: [{ verdict: null, failure: { message } }] }] });

  model.refuses = () => true;
  const { id } = await create(url, SPEC);
  expect(await finish(url, id)).toMatchObject({
    state: 'failed',
    failure: { code: 'model_rejected', message },
  });
  model.refuses = () => false;
  await call(url, 'POST', `/v1/builds/${id}/resume`);
  expect(await finish(url, id)).toMatchObject({ state: 'completed', usage: { judging: { modelCalls: 3 } } });
});
