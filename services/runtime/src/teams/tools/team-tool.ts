/** What a team tool is: a contract, and a change of the team or a look at it. */
import { type JsonObject, type JsonSchema, type ToolOutcome, textOutcome } from '@nex/core';
import type { Workspace } from '@nex/tools';
import * as z from 'zod';
import type { OpenTeam } from '../open-team.ts';

export interface TeamTool {
  name: string;
  description: string;
  inputSchema: JsonSchema;
  /** Whether teammates have it, too. */
  forAll: boolean;
  /** Says what is wrong with the arguments, or `undefined`. */
  check(args: JsonObject): string | undefined;
  /** Within the team's lock. Throws a NexError for what is refused; then nothing has changed. */
  run(team: OpenTeam, args: JsonObject, caller: string): Promise<ToolOutcome>;
  /** After the change is durable; doing it twice does no more than once. */
  afterwards?(outcome: ToolOutcome, workspace: Workspace, signal: AbortSignal): Promise<void>;
}

interface Definition<Args> {
  name: string;
  description: string;
  args: z.ZodType<Args>;
  forAll: boolean;
  /** What the model is told: a text, or a value that is written as JSON. */
  run(team: OpenTeam, args: Args, caller: string): Promise<string | JsonObject>;
  afterwards?: TeamTool['afterwards'];
}

export function defineTeamTool<Args>(definition: Definition<Args>): TeamTool {
  const { name, description, args: contract, forAll, run, afterwards } = definition;
  const { $schema: _, ...schema } = z.toJSONSchema(contract, { io: 'input', target: 'draft-7' });
  return {
    name,
    description,
    forAll,
    // zod types its output wider than JSON; what it makes is plain JSON.
    inputSchema: schema as unknown as JsonSchema,
    check(args) {
      const parsed = contract.safeParse(args);
      if (parsed.success) return undefined;
      return parsed.error.issues
        .slice(0, 3)
        .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
        .join('; ');
    },
    async run(team, args, caller) {
      const result = await run(team, contract.parse(args), caller);
      if (typeof result === 'string') return textOutcome(result);
      return { ...textOutcome(JSON.stringify(result)), structured: result };
    },
    ...(afterwards ? { afterwards } : {}),
  };
}
