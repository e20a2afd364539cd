/** list_frameworks: newest first, in pages. */
import { page } from '@nex/core';
import * as z from 'zod';
import { listFrameworks as list } from '../../../frameworks.ts';
import { FrameworkLine, lineOf } from '../framework-view.ts';
import { defineTool, READS } from '../tool.ts';

export const listFrameworks = defineTool({
  name: 'list_frameworks',
  title: 'List frameworks',
  description:
    'Lists the frameworks of the platform, newest first. nextCursor of one page is the cursor of the next.',
  input: z.strictObject({
    limit: z.number().int().min(1).max(100).default(20),
    cursor: z.string().min(1).max(200).optional().describe('nextCursor of the page before.'),
  }),
  output: page(FrameworkLine),
  hints: READS,
  async run({ limit, cursor }, { context }) {
    const { items, nextCursor } = await list(context, cursor === undefined ? { limit } : { limit, cursor });
    return { items: items.map(lineOf), nextCursor };
  },
});
