/** What a step is: a name, a version, the form of its output, and the work. Its output is a row. */
import type { Json, Model, Usage } from '@nex/core';
import type { Catalogue, ToolIndex } from '@nex/mcp';
import type { RpcClient, RuntimeService } from '@nex/rpc';
import type * as z from 'zod';
import type { ToolRoom } from '../synthesis/tool-room.ts';

/** A question to the model whose answer has a schema. */
export interface Question<T> {
  /** Name of the answer's schema. */
  name: string;
  schema: z.ZodType<T>;
  system: string;
  instruction: string;
}

export interface StepContext {
  frameworkId: string;
  seed: number;
  model: Model;
  catalogue: Catalogue;
  toolIndex: ToolIndex;
  /** Where code that a model wrote is tried out. */
  toolRoom: ToolRoom;
  runtime: Pick<RpcClient<typeof RuntimeService>, 'putBundle' | 'createRuns' | 'watchRuns' | 'getTrajectory'>;
  signal: AbortSignal;
  /** Asks the model; repairs an answer that breaks the schema; counts into the step's usage. */
  ask<T>(question: Question<T>, input: Json): Promise<T>;
  /** Counts what runs of the runtime used into the step and against the budget. */
  spend(usage: Usage): void;
  /** A line for people, shown beside the step. */
  note(text: string): void;
}

export interface Step<I, T extends z.ZodType> {
  name: string;
  /** Raised when the step would answer differently: rows of other versions are not reused. */
  version: number;
  output: T;
  /** What is stored of the input for readers, where all of it would be another copy of the bundle. */
  shown?(input: I): unknown;
  run(input: I, context: StepContext): Promise<z.output<T>>;
}

/** Keeps the types of a step together. */
export function defineStep<I, T extends z.ZodType>(step: Step<I, T>): Step<I, T> {
  return step;
}

/** Model calls of one step at a time; what is above waits. */
export const CALLS_AT_A_TIME = 12;
