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
  return {
    id: [run.id, team.id, framework.id, batch.id],
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
