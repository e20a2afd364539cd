/** What tests make through the API before they look at it in the browser. */
import type { Client } from '@nex/client';
import type { BundleFile, Framework, Run } from '@nex/core';

/** An agent that must ask before it writes a file outside of notes. */
export const WRITER: BundleFile[] = [
  {
    path: 'writer.yaml',
    content: `type: agent
name: writer
system_prompt: You keep the files of a shop. Use your tools.
llm_config: {}
tools:
  - yaml_path: tools/write.yaml
    permissions: { allow: ["notes/**"] }
`,
  },
  {
    path: 'tools/write.yaml',
    content: `type: tool
name: write_file
description: Writes a file.
binding: builtin:write_file
input_schema:
  type: object
  properties: { file_path: { type: string }, content: { type: string } }
  required: [file_path, content]
`,
  },
];

/** A run that waits for a person. */
export async function startAskingRun(client: Client, file: string): Promise<Run> {
  const input = `Please create a file called ${file} that says "Order by noon".`;
  const run = await client.runs.create({ files: WRITER, input });
  for await (const { event } of client.runs.events(run.id)) {
    if (event.type === 'PERMISSION_REQUESTED') return client.runs.get(run.id);
  }
  throw new Error('The run ended without asking.');
}

/** A framework that is ready: small, and not tried out, since tests look at how it is shown. */
export async function makeFramework(client: Client, seed: number): Promise<Framework> {
  const sentence = 'A help desk for a bicycle shop that works out prices and dates and keeps a task list.';
  const { id } = await client.frameworks.create({
    sentence,
    seed,
    maxAgents: 4,
    personas: 4,
    minLeaves: 4,
    simulation: { casesPerAgent: 0, wholeCases: 1 },
    baseline: 'skip',
  });
  for await (const framework of client.frameworks.events(id)) {
    if (framework.state === 'ready') return framework;
  }
  throw new Error('The framework was not made.');
}
