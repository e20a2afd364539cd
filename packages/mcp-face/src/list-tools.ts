/** The tools of another face of the platform, which needs no session to be asked. */
import type { Tool } from '@modelcontextprotocol/server';
import { NexError } from '@nex/core';
import * as z from 'zod';

const Answer = z.object({ result: z.object({ tools: z.array(z.looseObject({ name: z.string() })) }) });

/** Throws `unavailable` for any other answer, and whatever `fetch` throws. */
export async function listTools(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Tool[]> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    signal,
  });
  const [event = ''] = (await answer.text()).split('\n').filter((line) => line.startsWith('data: {'));
  const parsed = Answer.safeParse(parse(event.slice('data: '.length)));
  if (!parsed.success) throw new NexError('unavailable', 'The tools could not be listed.');
  return parsed.data.result.tools as unknown as Tool[];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
