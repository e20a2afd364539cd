/**
 * Long results of tools: the whole text is kept in a file, and the model sees its head and its tail with a hint that
 * names the file. Nothing is lost. Takes the longer one of a cut by lines and a cut by characters that fits.
 */
import { type ToolCallBlock, type ToolOutcome, textOf } from '@nex/core';
import * as z from 'zod';
import { cutMiddle } from '../../cut-middle.ts';
import type { Middleware } from '../middleware.ts';

export const LongToolOutputParams = z.strictObject({
  max_output_chars: z.number().int().min(1).default(10_000),
  head_lines: z.number().int().min(0).default(50),
  tail_lines: z.number().int().min(0).default(30),
  head_chars: z.number().int().min(0).default(5_000),
  tail_chars: z.number().int().min(0).default(5_000),
  /** Understood and not used: files lie in the workspace. */
  temp_dir: z.string().nullish(),
  bypass_tool_names: z.array(z.string()).default([]),
});
export type LongToolOutputParams = z.infer<typeof LongToolOutputParams>;

/** Keeps a text under a name; resolves with its path as the model knows it. */
export type SaveText = (name: string, text: string) => Promise<string>;

export function longToolOutput(params: LongToolOutputParams, saveText: SaveText): Middleware {
  const bypass = new Set([...params.bypass_tool_names, 'LoadSkill']);
  return {
    name: 'long_tool_output',
    async afterTool(call, outcome) {
      if (bypass.has(call.name)) return outcome;
      const text = textOf(outcome);
      if (text.length <= params.max_output_chars) return outcome;
      const path = await saveText(fileName(call), text);
      return shortened(
        outcome,
        `${cutText(text, params)}\n\n[The whole output, ${text.length} characters, is in ${path}. Read the part that you need from there.]`,
      );
    },
  };
}

/** Ids come from model servers and may hold anything. */
function fileName({ name, id }: ToolCallBlock): string {
  return `${name}_${id}.txt`.replaceAll(/[^\w.-]/g, '_');
}

function shortened(outcome: ToolOutcome, text: string): ToolOutcome {
  const images = outcome.content.filter((block) => block.type === 'image');
  return { ...outcome, content: [{ type: 'text', text }, ...images] };
}

/** Head and tail with the number of characters between them. At most a mark longer than `max_output_chars`. */
export function cutText(text: string, params: LongToolOutputParams): string {
  const { max_output_chars: max, head_chars: head, tail_chars: tail } = params;
  const share = Math.min(1, max / (head + tail));
  const byChars = cutMiddle(text, Math.floor(head * share), Math.floor(tail * share), omitted);
  const byLines = cutMiddle(
    text,
    headOfLines(text, params.head_lines),
    tailOfLines(text, params.tail_lines),
    omitted,
  );
  return byLines.length <= max && byLines.length > byChars.length ? byLines : byChars;
}

function omitted(characters: number): string {
  return `... [${characters} chars omitted] ...`;
}

/** Characters of the first lines, without the break after the last of them. */
function headOfLines(text: string, lines: number): number {
  let end = -1;
  for (let line = 0; line < lines; line += 1) {
    end = text.indexOf('\n', end + 1);
    if (end < 0) return text.length;
  }
  return Math.max(end, 0);
}

/** Characters of the last lines, without the break before the first of them. */
function tailOfLines(text: string, lines: number): number {
  if (lines === 0) return 0;
  let start = text.endsWith('\n') ? text.length - 1 : text.length;
  for (let line = 0; line < lines; line += 1) {
    if (start <= 0) return text.length;
    start = text.lastIndexOf('\n', start - 1);
    if (start < 0) return text.length;
  }
  return text.length - start - 1;
}
