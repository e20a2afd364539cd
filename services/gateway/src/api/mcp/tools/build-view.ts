/** A build as tools give it: without its whole request and without the list of its files. */
import { Build } from '@nex/core';
import * as z from 'zod';

const { shape } = Build;

export const BuildId = z.string().min(1).max(100).describe('Id of a build: build_…');

export const BuildView = z.object({
  id: shape.id,
  name: shape.name,
  state: shape.state,
  frameworkId: shape.frameworkId,
  funnel: shape.funnel.describe('Queries, runs and rows so far, and why the others were dropped.'),
  stages: shape.stages,
  concurrency: shape.concurrency,
  paused: shape.paused.describe('Why it is paused.'),
  spending: shape.spending,
  model: shape.model,
  dataSet: z
    .object({ id: z.string().optional(), version: z.number().int().optional(), rows: z.number().int() })
    .optional()
    .describe('What came of it; get_data_set takes the id.'),
  failure: shape.failure,
  createdAt: shape.createdAt,
  finishedAt: shape.finishedAt,
  elapsedMs: shape.elapsedMs,
});
export type BuildView = z.infer<typeof BuildView>;

export const BuildLine = BuildView.pick({
  id: true,
  name: true,
  state: true,
  frameworkId: true,
  createdAt: true,
}).extend({ queries: z.number().int().describe('Asked for.'), kept: z.number().int() });

export function viewOf(build: Build): BuildView {
  return BuildView.parse(build);
}

export function lineOf(build: Build): z.infer<typeof BuildLine> {
  const { queries, kept } = build.funnel;
  return BuildLine.parse({ ...build, queries: queries.requested, kept });
}
