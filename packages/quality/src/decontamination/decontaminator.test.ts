import { type BenchmarkFormat, textMessage } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashWord } from '../dedup/hash.ts';
import { assistant, result, run, tool, trajectory } from '../trajectory.fixture.ts';
import { createDecontaminator, type DecontaminationOptions } from './decontaminator.ts';
import { eachGram, GramIndex } from './gram-index.ts';
import { type BenchmarkLine, readBenchmark } from './read-benchmark.ts';

async function* linesOf(text: string, file = 'tasks'): AsyncGenerator<BenchmarkLine> {
  for (const [at, line] of text.split('\n').entries())
    yield { file, line: at + 1, text: await Promise.resolve(line) };
}

const from = (text: string, format: BenchmarkFormat = 'text', options: DecontaminationOptions = {}) =>
  createDecontaminator([{ benchmark: 'bench', format, lines: linesOf(text) }], options);

const TASK =
  'A ferry leaves the old harbour at nine and needs two hours to the island while a second one leaves an hour later and is twice as fast.';

describe('a task of a benchmark', () => {
  test.each([
    ['as it is', TASK],
    ['wrapped', TASK.replaceAll(' ', (space, at: number) => (at % 5 === 0 ? '\n' : space))],
    ['in Markdown and capitals', `> **${TASK.toUpperCase().replaceAll(' AT ', ' _at_ ')}**`],
    ['inside of a longer text', `Please solve this for me. ${TASK} Thank you, and take your time.`],
    ['in part', TASK.split(' ').slice(4, 20).join(' ')],
  ])('is found %s', async (_, text) => {
    const [overlap] = (await from(`First line.\n\n${TASK}`)).scanText(text);
    expect(overlap).toMatchObject({ kind: 'gram', benchmark: 'bench', file: 'tasks', line: 3 });
    expect(overlap?.words).toBeGreaterThanOrEqual(13);
    expect(overlap?.span).toContain('harbour');
  });

  test.each([
    ['12 words of it', TASK.split(' ').slice(4, 16).join(' ')],
    [
      'other words',
      'A bus leaves the new station at ten and needs three hours to the coast while another leaves later.',
    ],
  ])('is not found in %s', async (_, text) => {
    expect((await from(TASK)).scanText(text)).toEqual([]);
  });

  test('that is wrapped in the file is found in one line', async () => {
    const wrapped = TASK.replaceAll(' ', (space, at: number) => (at % 3 === 0 ? '\n' : space));
    expect((await from(wrapped, 'text', { minLineWords: 99 })).scanText(TASK)).toMatchObject([
      { kind: 'gram', words: 28 },
    ]);
    const apart = wrapped.replaceAll('\n', '\n\n');
    expect((await from(apart, 'text', { minLineWords: 99 })).scanText(TASK)).toEqual([]);
  });
});

test.each<[string, string]>([
  ['line breaks', JSON.stringify({ text: TASK.replaceAll(' ', '\n') })],
  ['JSON as a text', JSON.stringify({ page: JSON.stringify([TASK.replaceAll(' ', '\n')]) })],
  ['letters as numbers', `{"q": "${'请把这份合同在明天上午十点之前发送'.replaceAll(/./gu, escapedSign)}"}`],
])('a task within the JSON of a call or a result is found: %s', async (_, json) => {
  const index = await from(`${TASK}\n\n请把这份合同在明天上午十点之前发送`);
  const talk = trajectory(run([assistant('', ['c', 'write', json]), result('c', 'write', json)]));
  expect(index.scan(talk).map(({ kind, messageIndex }) => [kind, messageIndex])).toEqual([
    ['gram', 2],
    ['gram', 3],
  ]);
});

/** As Python writes JSON. */
function escapedSign(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16)}`;
}

test('a short line counts as a whole, from five words on', async () => {
  const short = await from('How tall is the tower\n\nWho won\n\n请问上海到杭州多远');
  expect(short.scanText('Tell me: how tall is THE tower, in feet?')).toMatchObject([
    { kind: 'line', line: 1, words: 5 },
  ]);
  expect(short.scanText('how tall is the house')).toEqual([]);
  expect(short.scanText('who won')).toEqual([]);
  expect(short.scanText('你好，请问上海到杭州多远？')).toMatchObject([{ kind: 'line', line: 5, words: 9 }]);
});

test.each<[BenchmarkFormat, string, [kind: string, line: number, text: string][]]>([
  [
    'text',
    'a\n\nb',
    [
      ['text', 1, 'a'],
      ['text', 3, 'b'],
    ],
  ],
  [
    'jsonl',
    '{"q":"a","n":1,"repo":"o/n","tools":[{"name":"get_x","description":"d"},"set_y",{"type":"function","function":{"name":"put_z"}}]}\n\n["b"]',
    [
      ['text', 1, 'a'],
      ['repository', 1, 'o/n'],
      ['tool', 1, 'get_x'],
      ['text', 1, 'd'],
      ['tool', 1, 'set_y'],
      ['text', 1, 'function'],
      ['tool', 1, 'put_z'],
      ['text', 3, 'b'],
    ],
  ],
  [
    'csv',
    'a,"b ""c"", d",\n"x\ny",z',
    [
      ['text', 1, 'a'],
      ['text', 1, 'b "c", d'],
      ['text', 2, 'x\ny'],
      ['text', 2, 'z'],
    ],
  ],
  [
    'csv',
    '\uFEFF,q,repo\n,"a, b",o/n\n5" pipe,c\n"d" and e,"""f"\n"g',
    [
      ['text', 1, 'q'],
      ['text', 1, 'repo'],
      ['text', 2, 'a, b'],
      ['repository', 2, 'o/n'],
      ['text', 3, '5" pipe'],
      ['text', 3, 'c'],
      ['text', 4, 'd and e'],
      ['text', 4, '"f'],
      ['text', 5, 'g'],
    ],
  ],
])('%s is read', async (format, text, expected) => {
  const items = await Array.fromAsync(readBenchmark(linesOf(text), format));
  expect(items.map((item) => [item.kind, item.line, item.text])).toEqual(expected);
});

test('a broken line says where', async () => {
  await expect(from('{}\n{', 'jsonl')).rejects.toMatchObject({ code: 'invalid_request', where: 'tasks:2' });
});

test('memory has an end', async () => {
  await expect(from(TASK, 'text', { maxGrams: 3 })).rejects.toMatchObject({ code: 'too_large' });
});

test('a trajectory is looked through, with its tools and repositories', async () => {
  const benchmark = `{"q":${JSON.stringify(TASK)},"repo":"https://github.com/Acme/Widgets.git","tools":["get_stock_price","search"]}`;
  const decontaminator = await from(benchmark, 'jsonl');
  const found = decontaminator.scan(
    trajectory(
      run(
        [
          assistant('Let me see.', ['c', 'search', `{"query":"acme/widgets issue"}`]),
          result('c', 'search', `Exam: ${TASK}`),
          assistant('Two hours; see github.com/acme/widgets.'),
        ],
        {
          tools: [tool('search', 'mcp'), tool('get_stock_price', 'builtin')],
        },
      ),
    ),
  );
  expect(found.map(({ kind, messageIndex, span }) => [kind, messageIndex, span.slice(0, 15)])).toEqual([
    ['tool', -1, 'get_stock_price'],
    ['repository', 2, 'acme/widgets'],
    ['gram', 3, 'a ferry leaves '],
    ['repository', 4, 'acme/widgets'],
  ]);
  expect(decontaminator.scan(trajectory(run([textMessage('assistant', 'Nothing of it.')])))).toEqual([]);
});

test.each([
  'https://github.com/acme/widgets/issues/12',
  'see github.com/Acme/Widgets/blob/main/src/lib.ts#L3, line 3',
  'git clone git@github.com:acme/widgets.git',
  'ssh://git@gitlab.com/acme/widgets',
  'acme/widgets',
])('a repository is named in %s', async (text) => {
  for (const repo of ['acme/widgets', 'git@github.com:acme/widgets.git', 'https://github.com/acme/widgets'])
    expect((await from(JSON.stringify({ repo }), 'jsonl')).scanText(text)).toMatchObject([
      { kind: 'repository', span: 'acme/widgets' },
    ]);
});

test.each(['/testbed/acme/widgets', 'src/acme/widgets/index.ts', 'github.com/acme/widgets-two/issues'])(
  'no repository is named in %s',
  async (text) => {
    expect((await from('{"repo":"acme/widgets"}', 'jsonl')).scanText(text)).toEqual([]);
  },
);

test('a conversation before a compaction is looked through too, without what is told already', async () => {
  const kept = textMessage('user', TASK);
  const decontaminator = await from(`${TASK}\n\nHow tall is the tower`);
  const found = decontaminator.scan(
    trajectory(
      run([], {
        messages: [kept, textMessage('assistant', 'Done.')],
        earlierLeaves: [[kept, textMessage('assistant', 'So: how tall is the tower?')]],
      }),
    ),
  );
  expect(found.map(({ kind, messageIndex, line }) => [kind, messageIndex, line])).toEqual([
    ['gram', 0, 1],
    ['line', -2, 3],
  ]);
});

test('holds thousands of grams, each with its first place', () => {
  const index = new GramIndex(100_000);
  const hashOf = (n: number) => hashWord(`gram ${n}`) * 2 ** 20 + (n % 2 ** 20);
  for (let n = 0; n < 5_000; n += 1) index.add(hashOf(n), n);
  for (let n = 0; n < 5_000; n += 1) index.add(hashOf(n), 7);
  expect(index.size).toBe(5_000);
  expect(index.placeOf(2 ** 52 - 1)).toBeUndefined();
  for (let n = 0; n < 10_000; n += 1) expect(index.placeOf(hashOf(n))).toBe(n < 5_000 ? n : undefined);
});

test('a rolling hash is that of the words alone', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 5 }), (list, length) => {
      const hashes = new Map<string, number>();
      const seen: string[] = [];
      eachGram(Uint32Array.from(list, hashWord), length, (hash, at) => {
        const gram = list.slice(at, at + length).join(' ');
        seen.push(gram);
        expect(hashes.get(gram) ?? hash).toBe(hash);
        hashes.set(gram, hash);
      });
      expect(seen).toHaveLength(Math.max(0, list.length - length + 1));
      expect(new Set(hashes.values()).size).toBe(hashes.size);
    }),
  );
});
