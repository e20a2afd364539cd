/** A design as models write it: first the tree of agents, then the details of each. */
import { Phase } from '@nex/core';
import * as z from 'zod';
import { Field, TakenField } from './field.ts';

export const AgentName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{1,39}$/, 'lower case, digits, - and _, at most 40 characters');

export const TreeAgent = z.object({
  name: AgentName,
  role: z.string().min(3).max(300),
  description: z.string().min(6).max(800).describe('what to hand to this agent, as its caller reads it'),
  parent: z.string().nullable().describe('name of the agent that calls it; null for the one entry agent'),
  duties: z.array(z.string().min(2).max(300)).min(1).max(10).describe('pieces of work, one line each'),
  servers: z
    .array(z.string())
    .max(6)
    .describe('servers of the catalogue whose tools it will need; none for an agent that only delegates'),
  gives: z.array(Field).min(1).max(8).describe('what its answer says'),
});
export type TreeAgent = z.infer<typeof TreeAgent>;

export const AgentTree = z.object({
  agents: z.array(TreeAgent).min(1).max(34),
  phases: z.array(Phase).max(12).default([]).describe('only for patterns with phases'),
});
export type AgentTree = z.infer<typeof AgentTree>;

/** What does an action: the sub-agent named, else a tool that is looked for. */
export const PlannedAction = z.object({
  does: z.string().min(3).max(300).describe('one piece of work'),
  agent: z.string().optional().describe('the sub-agent that does it; absent when a tool does it'),
  needs: z.string().max(300).optional().describe('English words that describe the tool that does it'),
});
export type PlannedAction = z.infer<typeof PlannedAction>;

export const AgentDetails = z.object({
  takes: z.array(TakenField).max(8).describe('what its caller hands over; empty for the entry agent'),
  meta_skills: z
    .array(
      z.object({
        name: z.string().min(2).max(60),
        description: z.string().min(2).max(400),
        actions: z.array(PlannedAction).min(1).max(12),
      }),
    )
    .min(1)
    .max(8),
  grounded: z
    .boolean()
    .describe('whether every number of its answers must come from the request or a result'),
  forbidden: z.array(z.string().min(3).max(300)).max(6).describe('what it must never do'),
});
export type AgentDetails = z.infer<typeof AgentDetails>;

const PlannedField = Field.extend({ name: z.string(), description: z.string() });
const PlainAction = z.object({
  does: z.string(),
  agent: z.string().optional(),
  needs: z.string().optional(),
});

/** A tree agent with its details. What models may write is limited above; what people wrote is taken as it is. */
export const AgentPlan = z.object({
  name: z.string(),
  role: z.string(),
  description: z.string(),
  parent: z.string().nullable(),
  duties: z.array(z.string()),
  servers: z.array(z.string()),
  gives: z.array(PlannedField),
  takes: z.array(PlannedField.extend({ from: z.string() })),
  meta_skills: z.array(
    z.object({ name: z.string(), description: z.string(), actions: z.array(PlainAction) }),
  ),
  grounded: z.boolean(),
  forbidden: z.array(z.string()),
});
export type AgentPlan = z.infer<typeof AgentPlan>;

export const Decomposition = z.object({ agents: z.array(AgentPlan).min(1), phases: z.array(Phase) });
export type Decomposition = z.infer<typeof Decomposition>;

/** Actions of an agent that a tool has to do. */
export function toolActions(agent: Pick<AgentPlan, 'meta_skills'>): PlannedAction[] {
  return agent.meta_skills.flatMap((skill) => skill.actions).filter((action) => action.agent === undefined);
}
