/** Some models write their calls into the reasoning and then answer nothing: such calls are meant. */
import type { Message, ToolDefinition } from '@nex/core';
import { type Dialect, type ParsedCall, parseReply } from '../dialect.ts';

/** The whole calls of offered tools in the reasoning of a message. To be asked only when its text is empty. */
export function callsInReasoning(
  { content }: Message,
  dialect: Dialect,
  tools: readonly ToolDefinition[],
): ParsedCall[] {
  const thoughts = content.flatMap((block) => (block.type === 'reasoning' ? [block.text] : []));
  return offeredCalls(parseReply(dialect, thoughts.join('\n'), { tools }).calls, tools);
}

/** The calls that can be read and whose tools there are. */
export function offeredCalls(calls: readonly ParsedCall[], tools: readonly ToolDefinition[]): ParsedCall[] {
  const names = new Set(tools.map((tool) => tool.name));
  return calls.filter((call) => call.arguments !== undefined && names.has(call.name));
}
