import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImportedTrajectory } from '@nex/dataset';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runProgram } from '../program.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nex-import-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function nex(...args: string[]) {
  let out = '';
  let err = '';
  const output = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
    stream: process.stderr,
    isTerminal: false,
  };
  const code = await runProgram(['import', ...args], {
    output,
    env: {},
    signal: new AbortController().signal,
  });
  return { code, out, err };
}
async function file(name: string, ...lines: unknown[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(
    path,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );
  return path;
}

const CHAT = {
  messages: [
    { role: 'user', content: 'Which tea is green?' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c', function: { name: 'search', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'c', content: 'Sencha' },
    { role: 'assistant', content: 'Sencha is a green tea.' },
  ],
};
const GENERATION = {
  id: 'g',
  traceId: 't',
  type: 'GENERATION',
  input: [CHAT.messages[0]],
  output: CHAT.messages[3],
};

test('several files of several formats, with what was rejected beside', async () => {
  const chats = await file('chats.jsonl', CHAT, '{"mess', { messages: [] });
  const spans = await file('spans.jsonl', GENERATION);
  const out = join(folder, 'new', 'all.jsonl');
  const { code, out: said } = await nex(chats, spans, '--out', out);
  expect(code).toBe(0);
  expect(
    said
      .replaceAll(folder, '')
      .replace(/^file +/, 'file  ')
      .split('\n'),
  ).toEqual([
    'file  format        trajectories  rejected',
    '/chats.jsonl  openai-jsonl  1             2',
    '/spans.jsonl  langfuse      1             0',
    '',
    '2 trajectories, 2 runs, 6 messages in /new/all.jsonl',
    'checks: 1 kept, 1 dropped (no_tool_use 1)',
    'rejected, in /new/all.rejected.jsonl:',
    '  not_json 1  The line is not JSON.',
    '  no_conversation 1  The trace or record holds no conversation.',
    'assumed, by trajectories:',
    '  tools_inferred 1  No tools are given; they were taken from the calls, without schemas.',
    '',
  ]);
  const lines = (await readFile(out, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => ImportedTrajectory.parse(JSON.parse(line)).query)).toEqual([
    'Which tea is green?',
    'Which tea is green?',
  ]);
  const rejected = (await readFile(join(folder, 'new', 'all.rejected.jsonl'), 'utf8')).trimEnd().split('\n');
  expect(rejected.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { file: 'chats.jsonl', line: 2, reason: 'not_json' },
    { file: 'chats.jsonl', line: 3, reason: 'no_conversation' },
  ]);
});

test('the summary as JSON', async () => {
  const { code, out } = await nex(
    await file('a.jsonl', CHAT),
    '--json',
    '--out',
    join(folder, 'a.out.jsonl'),
  );
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    files: [{ format: 'openai-jsonl', trajectories: 1, rejected: 0 }],
    trajectories: 1,
    rejectedOut: null,
    checks: { keep: 1, drop: 0 },
  });
  expect(await readdir(folder)).toEqual(['a.jsonl', 'a.out.jsonl']);
});

test('a file that cannot be imported does not stop the others, and fails the command', async () => {
  const other = await file('other.json', { a: 1 });
  const { code, out } = await nex(
    other,
    join(folder, 'gone.jsonl'),
    await file('a.jsonl', CHAT),
    '--out',
    join(folder, 'o.jsonl'),
  );
  expect(code).toBe(1);
  expect(out).toContain('The format is not known: line 1 has the form of no format.');
  expect(out).toContain('hint: Name one of the formats');
  expect(out).toContain('gone.jsonl.');
  expect(out).toContain('1 trajectory, 1 run, 4 messages');
});

test('where nothing was imported there is no result', async () => {
  const { code, out } = await nex(
    await file('a.jsonl', '{"cut'),
    '--format',
    'atif',
    '--out',
    join(folder, 'o.jsonl'),
  );
  expect(code).toBe(1);
  expect(out).toContain('nothing was imported');
  expect(await readdir(folder)).toEqual(['a.jsonl', 'o.rejected.jsonl']);
});

test('an existing result is not overwritten', async () => {
  const out = await file('out.jsonl', 'mine');
  const { code, err } = await nex(await file('a.jsonl', CHAT), '--out', out);
  expect(code).toBe(1);
  expect(err).toContain('error conflict');
  expect(await readFile(out, 'utf8')).toBe('mine');
});

test('a folder is no file', async () => {
  await mkdir(join(folder, 'd'));
  const { code, out } = await nex(join(folder, 'd'), '--out', join(folder, 'o.jsonl'));
  expect(code).toBe(1);
  expect(out).toContain('The file cannot be read');
});
