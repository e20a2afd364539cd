/** A framework as tools give it: what a caller decides by, without what it asked for itself. */
import { type Framework, Framework as FrameworkShape } from '@nex/core';
import * as z from 'zod';

const { shape } = FrameworkShape;

export const FrameworkView = z.object({
  id: shape.id,
  state: shape.state.describe('queued, running, ready, failed or cancelled. Only a ready one has files.'),
  sentence: shape.sentence,
  language: shape.language,
  title: shape.title,
  description: shape.description,
  pattern: shape.pattern,
  digest: shape.digest.describe('Names the bundle; the runtime runs it under this name.'),
  agents: shape.agents,
  proof: shape.proof.describe(
    'What its simulation showed: cases passed, comparison with one agent, repairs. Absent when none was run.',
  ),
  failure: shape.failure.describe('Why it failed, and what to do about it.'),
  steps: z.array(z.object({ name: z.string(), state: z.string(), note: z.string().optional() })),
  usage: shape.usage,
  createdAt: shape.createdAt,
  finishedAt: shape.finishedAt,
});
export type FrameworkView = z.infer<typeof FrameworkView>;

/** One line of a list. */
export const FrameworkLine = FrameworkView.pick({
  id: true,
  state: true,
  sentence: true,
  title: true,
  pattern: true,
  createdAt: true,
}).extend({ agents: z.number().int().describe('0 until it is ready.') });

export function viewOf(framework: Framework): FrameworkView {
  return FrameworkView.parse(framework);
}

export function lineOf({ agents = [], ...framework }: Framework): z.infer<typeof FrameworkLine> {
  return FrameworkLine.parse({ ...framework, agents: new Set(agents.map((agent) => agent.name)).size });
}
