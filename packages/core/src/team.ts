/**
 * Teams: a leader and teammates that work on one task board and write to each other. The leader is a root run; what a
 * teammate does is a chain of runs below it, each going on with the conversation of the one before.
 */
import * as z from 'zod';
import { Run, UserInput } from './api.ts';
import { BundleFile } from './framework.ts';
import { RunLimits, RunValues } from './run.ts';

export const TASK_STATUSES = ['pending', 'in_progress', 'completed'] as const;
export const TaskStatus = z.enum(TASK_STATUSES);
export type TaskStatus = z.infer<typeof TaskStatus>;

/** Complete: each status with those that may follow it. Back to `pending` is a release. */
export const TASK_TRANSITIONS: Record<TaskStatus, readonly TaskStatus[]> = {
  pending: ['in_progress'],
  in_progress: ['pending', 'completed'],
  completed: [],
};

export function mayTaskBecome(from: TaskStatus, to: TaskStatus): boolean {
  return TASK_TRANSITIONS[from].includes(to);
}

/** Address of the leader in messages and of its tasks. */
export const LEADER = 'leader';
/** Sender of what comes over the API. */
export const TEAM_USER = 'user';

export const RoleName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,39}$/, 'lower-case letters, digits, "_" or "-", beginning with a letter')
  .refine((name) => name !== LEADER && name !== TEAM_USER, 'leader and user are no roles');

export const TaskId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, 'letters, digits, "_" or "-"');

export const TeamTask = z.object({
  id: TaskId,
  title: z.string(),
  description: z.string(),
  /** Larger is more urgent. */
  priority: z.number().int(),
  /** Ids of tasks that must be completed before this one is claimed. */
  dependencies: z.array(z.string()),
  status: TaskStatus,
  /** Id of the agent that has it. */
  assignee: z.string().nullable(),
  /** File of the workspace that holds what comes of the task. */
  deliverable: z.string(),
  resultSummary: z.string().nullable(),
  createdBy: z.string(),
});
export type TeamTask = z.infer<typeof TeamTask>;

export const TEAMMATE_STATES = ['idle', 'working', 'waiting', 'removed'] as const;

export const Teammate = z.object({
  /** `coder-1`: never given twice in a team. */
  agentId: z.string(),
  role: z.string(),
  /** `waiting`: for a person's decision on a tool call. */
  state: z.enum(TEAMMATE_STATES),
  /** Its runs, oldest first. */
  runIds: z.array(z.string()),
});
export type Teammate = z.infer<typeof Teammate>;

export const Team = z.object({
  /** Of the leader's run, too. */
  id: z.string(),
  leader: Run,
  roles: z.array(z.string()),
  maxTeammates: z.number().int(),
  /** Removed ones included, in order of coming. */
  teammates: z.array(Teammate),
  tasks: z.array(TeamTask),
});
export type Team = z.infer<typeof Team>;

export const CreateTeam = z
  .strictObject({
    frameworkDigest: z.string().optional(),
    files: z.array(BundleFile).max(400).optional(),
    /** Path of the leader's agent file in the bundle. */
    leader: z.string(),
    /** Role → path of its agent file. */
    candidates: z
      .record(RoleName, z.string())
      .refine((roles) => Object.keys(roles).length > 0, 'at least one role'),
    /** Of the leader. */
    input: UserInput,
    /** At a time; removed ones do not count. */
    maxTeammates: z.number().int().min(1).max(50).default(10),
    seed: z.number().int().min(0).max(4_294_967_295).default(7),
    limits: RunLimits.optional(),
    ...RunValues.shape,
    unattended: z.boolean().optional(),
    idempotencyKey: z.string().min(1).max(200).optional(),
  })
  .refine((body) => (body.frameworkDigest === undefined) !== (body.files === undefined), {
    message: 'give either frameworkDigest or files',
  });
export type CreateTeam = z.input<typeof CreateTeam>;

export const SendTeamMessage = z.strictObject({
  /** Id of an agent. */
  to: z.string().default(LEADER),
  input: UserInput,
});
export type SendTeamMessage = z.input<typeof SendTeamMessage>;

export const CreateTeamTask = z.strictObject({
  /** Default: the next of T-001, T-002, … */
  id: TaskId.optional(),
  title: z.string().min(1).max(300),
  description: z.string().max(20_000).default(''),
  priority: z.number().int().min(-1000).max(1000).default(0),
  dependencies: z.array(z.string()).max(100).default([]),
});
export type CreateTeamTask = z.input<typeof CreateTeamTask>;

export const UpdateTeamTask = z.strictObject({
  status: TaskStatus,
  /** Id of the agent that gets a task that becomes `in_progress`. Default: the leader. */
  assignee: z.string().optional(),
  resultSummary: z.string().max(20_000).optional(),
});
export type UpdateTeamTask = z.input<typeof UpdateTeamTask>;
