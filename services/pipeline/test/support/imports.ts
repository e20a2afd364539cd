/** Files of trajectories, sent and imported as a client does it. */
import { Build, ImportFile } from '@nex/core';
import { expect } from 'vitest';
import { call } from './surroundings.ts';

/** A conversation with a call that was answered; with nothing for an answer it is broken off. */
export const line = (what: string, answer = `Put the ${what} out in May, when the nights are mild.`) =>
  JSON.stringify({
    tools: [{ type: 'function', function: { name: 'look_up', parameters: { type: 'object' } } }],
    messages: [
      { role: 'user', content: `When do the ${what} go out on a balcony?` },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look_up', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: `${what}: out in May, when the nights are mild` },
      { role: 'assistant', content: answer },
    ],
  });

export async function sendLines(url: string, lines: readonly string[]): Promise<ImportFile> {
  const response = await fetch(`${url}/v1/import-files`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: `${lines.join('\n')}\n`,
  });
  return ImportFile.parse(await response.json());
}

/** As `theirs.jsonl`. */
export async function beginImport(url: string, lines: readonly string[], more = {}): Promise<Build> {
  const { digest } = await sendLines(url, lines);
  const { status, body } = await call(url, 'POST', '/v1/imports', {
    file: { digest, name: 'theirs.jsonl' },
    ...more,
  });
  expect([status, body]).toMatchObject([202, {}]);
  return Build.parse(body);
}
