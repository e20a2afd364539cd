/** Things to name: real ids make requests reach further than ids that are made up. */
import type { Client } from '@nex/client';

const AGENT = `type: agent
name: clock
system_prompt: Tell the time.
llm_config: {}
`;

/** Ids by the name of the parameter or property that takes them. */
export async function prepareThings(client: Client): Promise<Record<string, unknown[]>> {
  const files = [{ path: 'agents/clock.yaml', content: AGENT }];
  const run = await client.runs.create({ files, input: 'What time is it?', agent: 'agents/clock.yaml' });
  await client.agents.put('clock', { files, agent: 'agents/clock.yaml' });
  const team = await client.runs.create({ files, input: 'Once more.', agent: 'agents/clock.yaml' });
  const framework = await client.frameworks.create({ sentence: 'A team that reads the clock.' });
  const batch = await client.frameworkBatches.create({ sentences: [{ sentence: 'A team that counts.' }] });
  const { rollouts } = await client.rolloutBatches.create({
    modelTag: 'clock',
    agent: { own: true },
    inference: { kind: 'openai_chat_completion', baseUrl: 'http://127.0.0.1:9/v1', model: 'clock' },
    tasks: [{ taskId: '1', input: 'What time is it?' }],
  });
  return {
    id: [run.id, team.id, framework.id, batch.id, rollouts[0]?.rolloutId],
    runId: [run.id],
    name: ['clock'],
    step: ['interpret'],
    version: ['1'],
    tag: ['clock'],
    frameworkDigest: [run.frameworkDigest],
    frameworkId: [framework.id],
    files: [files],
    agent: ['agents/clock.yaml'],
    leader: ['agents/clock.yaml'],
    model: ['clock'],
    sentence: ['A team that reads the clock.'],
  };
}
