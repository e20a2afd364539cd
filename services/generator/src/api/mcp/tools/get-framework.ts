/** get_framework: one framework as it is now, or as it is once it has come to its end. */
import type { Framework } from '@nex/core';
import * as z from 'zod';
import { followFramework, getFramework as readFramework } from '../../../frameworks.ts';
import { FrameworkId } from '../framework-source.ts';
import { FrameworkView, viewOf } from '../framework-view.ts';
import { defineTool, READS } from '../tool.ts';

/** A call that waits longer is cut by clients and proxies. */
const MAX_WAIT_SECONDS = 300;

export const getFramework = defineTool({
  name: 'get_framework',
  title: 'Read a framework, or wait for it',
  description:
    'Reads a framework: state, agents, steps, usage, its proof (what its simulation showed, the comparison with a ' +
    'single agent, the repairs) or its failure. With wait_seconds it waits until the framework is ready, failed or ' +
    'cancelled, tells of progress meanwhile, and answers with what is so when the time is over.',
  input: z.strictObject({
    id: FrameworkId,
    wait_seconds: z.number().min(0).max(MAX_WAIT_SECONDS).default(0).describe('0: answers at once.'),
  }),
  output: FrameworkView,
  hints: READS,
  async run({ id, wait_seconds: seconds }, { context, signal, progress }) {
    if (seconds === 0) return viewOf(await readFramework(context, id));
    const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(seconds * 1000))]);
    let seen = 0;
    for await (const { framework } of followFramework(context, id, limit)) {
      seen += 1;
      await progress(seen, stateText(framework));
    }
    return viewOf(await readFramework(context, id));
  },
});

function stateText({ state, steps }: Framework): string {
  const names = (of: string) => steps.filter((step) => step.state === of).map((step) => step.name);
  const working = names('running');
  const at = working.length > 0 ? `, at ${working.join(' and ')}` : '';
  return `${state}: ${names('done').length} of ${steps.length} steps done${at}`;
}
