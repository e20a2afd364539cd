/** get_run, list_runs and stop_run. */
import { page, RUN_STATES } from '@nex/core';
import * as z from 'zod';
import { bounded, defineTool, PAGE, READS, STOPS, waitSeconds } from '../tool.ts';
import { followRun, RunLine, RunView } from './run-view.ts';

const RunId = z.string().min(1).max(100).describe('Id of a run: run_…');
const INPUT_SHOWN = 300;

export const getRun = defineTool({
  name: 'get_run',
  title: 'Read a run, or wait for it',
  description:
    'Reads a run: state, answer, usage, or its failure. With wait_seconds it waits until the run has ended, tells what ' +
    'the agents do meanwhile, and answers with what is so when the time is over. Cancelling ends the wait, not the ' +
    'run. Very long texts are cut.',
  input: z.strictObject({ id: RunId, wait_seconds: waitSeconds(0) }),
  output: RunView,
  hints: READS,
  run: ({ id, wait_seconds: seconds }, call) => followRun(call, id, seconds),
});

export const listRuns = defineTool({
  name: 'list_runs',
  title: 'List runs',
  description:
    'Lists runs, newest first, those of sub-agents too. nextCursor of one page is the cursor of the next. Long inputs ' +
    'are cut; get_run has the whole.',
  input: z.strictObject({
    state: z.enum(RUN_STATES).optional(),
    digest: z.string().max(100).optional().describe('Only of the framework with this digest.'),
    ...PAGE,
  }),
  output: page(RunLine),
  hints: READS,
  async run({ digest, state, limit, cursor }, { context: { client }, signal }) {
    const { items, nextCursor } = await client.runs.list({
      limit,
      ...(state && { state }),
      ...(digest !== undefined && { frameworkDigest: digest }),
      ...(cursor !== undefined && { cursor }),
      signal,
    });
    const lines = items.map((run) => RunLine.parse({ ...run, input: run.input.slice(0, INPUT_SHOWN) }));
    return bounded({ items: lines, nextCursor });
  },
});

export const stopRun = defineTool({
  name: 'stop_run',
  title: 'Stop a run',
  description:
    'Ends a run with all its sub-agents. What they did so far stays. One that has ended stays as it is.',
  input: z.strictObject({ id: RunId }),
  output: RunView,
  hints: STOPS,
  run: async ({ id }, { context: { client }, signal }) =>
    bounded(RunView.parse(await client.runs.cancel(id, { signal }))),
});
