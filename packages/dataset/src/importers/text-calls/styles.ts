/** The styles in which calls stand in texts, each known by a mark. Several may be in one text: all that are there are read. */
import type { ToolDefinition } from '@nex/core';
import { DIALECTS } from '@nex/dialects';
import { AGENT_TAGS, agentTagsAsCalls } from './agent-tags.ts';
import { dialectReader, type Piece, type PieceReader, readOn } from './piece.ts';

const nexau = dialectReader(DIALECTS['nexau-xml']);

/** NexAU last: the reference leaves what it could not convert in that form. */
const STYLES: readonly { mark: RegExp; read: PieceReader }[] = [
  { mark: /<tool_call>\s*<function=/, read: dialectReader(DIALECTS['qwen3-coder']) },
  { mark: /<tool_call>[^\s<{]+\s*<(?:arg_key>|\/tool_call>)/, read: dialectReader(DIALECTS.glm45) },
  { mark: /<invoke name=/, read: dialectReader(DIALECTS['minimax-m2']) },
  { mark: /<｜tool▁calls▁begin｜>/, read: dialectReader(DIALECTS['deepseek-v31']) },
  {
    mark: new RegExp(`<(?:tool_use|use_parallel_tool_calls)>|${AGENT_TAGS.source}`),
    read: (text, tools) => nexau(agentTagsAsCalls(text), tools),
  },
];
/** Stays around calls of another style. */
const BARE_WRAPPER = /<\/?use_(?:parallel_tool_calls|parallel_sub_agents|batch_agent)>/g;

/** @param more Read before the others: a style that needs to know the tools. */
export function readPieces(text: string, tools: readonly ToolDefinition[], more?: PieceReader): Piece[] {
  let pieces: Piece[] = [{ type: 'text', text }];
  if (more) pieces = readOn(pieces, more, tools);
  for (const { mark, read } of STYLES) {
    if (!mark.test(text)) continue;
    pieces = readOn(
      pieces,
      (part) => (mark.test(part) ? read(part, tools) : [{ type: 'text', text: part }]),
      tools,
    );
  }
  if (!pieces.some((piece) => piece.type === 'call')) return [{ type: 'text', text }];
  return pieces.map((piece) =>
    piece.type === 'text' ? { ...piece, text: piece.text.replace(BARE_WRAPPER, '') } : piece,
  );
}
