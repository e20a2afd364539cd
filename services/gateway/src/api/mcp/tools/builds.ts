/** get_build and list_builds. */
import { BUILD_STATES, type Build, page } from '@nex/core';
import * as z from 'zod';
import { bounded, defineTool, follow, PAGE, READS, waitSeconds } from '../tool.ts';
import { BuildId, BuildLine, BuildView, lineOf, viewOf } from './build-view.ts';

export const getBuild = defineTool({
  name: 'get_build',
  title: 'Read a build, or wait for it',
  description:
    'Reads a build: state, funnel, stages with their pace, spending, and the data set or the failure. With ' +
    'wait_seconds it waits until the build has ended or is paused, tells of progress meanwhile, and answers with what ' +
    'is so when the time is over. Cancelling ends the wait, not the build.',
  input: z.strictObject({ id: BuildId, wait_seconds: waitSeconds(0) }),
  output: BuildView,
  hints: READS,
  async run({ id, wait_seconds: seconds }, call) {
    const { client } = call.context;
    if (seconds > 0) {
      await follow(call, seconds, (options) => untilPaused(client.builds.events(id, options)), progressOf);
    }
    return bounded(viewOf(await client.builds.get(id, { signal: call.signal })));
  },
});

async function* untilPaused(builds: AsyncIterable<Build>): AsyncGenerator<Build> {
  for await (const build of builds) {
    yield build;
    if (build.state === 'paused') return;
  }
}

function progressOf({ state, stages, funnel }: Build): string {
  const at = stages.find((stage) => stage.state === 'running');
  const where = at ? `, ${at.name} ${at.done} of ${at.total}` : '';
  return `${state}${where}; ${funnel.queries.accepted} queries, ${funnel.runs.completed} runs, ${funnel.kept} kept`;
}

export const listBuilds = defineTool({
  name: 'list_builds',
  title: 'List builds',
  description: 'Lists builds, newest first. nextCursor of one page is the cursor of the next.',
  input: z.strictObject({
    state: z.enum(BUILD_STATES).optional(),
    framework_id: z.string().max(100).optional(),
    ...PAGE,
  }),
  output: page(BuildLine),
  hints: READS,
  async run({ framework_id: frameworkId, state, limit, cursor }, { context: { client }, signal }) {
    const { items, nextCursor } = await client.builds.list({
      limit,
      ...(state && { state }),
      ...(frameworkId !== undefined && { frameworkId }),
      ...(cursor !== undefined && { cursor }),
      signal,
    });
    return { items: items.map(lineOf), nextCursor };
  },
});
