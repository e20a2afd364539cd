/** Each call of a tool needs a person's word. What the tool's own rules forbid stays forbidden, and is not asked about. */
import type { Tool } from '@nex/core';
import * as z from 'zod';

export const ToolApprovalParams = z.strictObject({ tool_name: z.string().min(1) });
export type ToolApprovalParams = z.infer<typeof ToolApprovalParams>;

/** A part of the tool itself, so that the question is durable and outlives the worker, as that of any rule. */
export function withApproval(tool: Tool): Tool {
  const { name } = tool.definition;
  return {
    ...tool,
    permit(args) {
      const own = tool.permit?.(args) ?? { decision: 'allow' };
      if (own.decision !== 'allow') return own;
      return { decision: 'ask', prompt: `Let ${name} run with ${JSON.stringify(args)}?`, key: name };
    },
  };
}
