/** Which pairs sentences are made from, and which sentences are taken. */
import { NO_USAGE } from '@nex/core';
import { answerStructured } from '@nex/offline-model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawToolSets, planPairs } from './plan-pairs.ts';
import { createSentencePool } from './sentence-pool.ts';
import { sentenceInput } from './sentence-question.ts';
import { ATTEMPTS, type DraftQuestion, type PairToWrite, writeSentences } from './write-sentences.ts';

const DOMAINS = ['api', 'files', 'maths', 'memory', 'notes', 'tasks', 'time'];
const make = (more: object) => ({
  count: 12,
  scenarios: [],
  domains: ['bakery', 'clinic', 'museum'],
  toolSets: undefined,
  domainsPerSet: 2,
  languages: ['en' as const],
  ...more,
});

test('drawn sets are of different domains, and every domain comes as often as any other but for one', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat(),
      (domains, count, wanted, seed) => {
        const size = Math.min(wanted, domains.length);
        const sets = drawToolSets(domains, count, size, seed);
        expect(sets.every((set) => new Set(set).size === size)).toBe(true);
        const uses = domains.map((domain) => sets.filter((set) => set.includes(domain)).length);
        expect(Math.max(...uses) - Math.min(...uses)).toBeLessThanOrEqual(1);
        expect(drawToolSets(domains, count, size, seed)).toEqual(sets);
      },
    ),
  );
});

test('given sets are crossed with scenarios: no pair twice before every pair once', () => {
  const toolSets = [['maths'], ['time'], ['files', 'notes'], ['memory']];
  const pairs = planPairs(make({ toolSets, scenarios: ['A ferry line.'] }), DOMAINS, 7);
  const keys = pairs.map((pair) => `${pair.scenario ?? pair.domain}|${pair.toolDomains.join('+')}`);
  expect(new Set(keys).size).toBe(12);
  const uses = toolSets.map((set) => keys.filter((key) => key.endsWith(`|${set.join('+')}`)).length);
  expect(uses).toEqual([3, 3, 3, 3]);
});

test('languages take turns', () => {
  const pairs = planPairs(make({ languages: ['en', 'zh'], domains: ['bakery', 'clinic'] }), DOMAINS, 7);
  expect(pairs.filter(({ language }) => language === 'zh')).toHaveLength(6);
  expect(new Set(pairs.map(({ domain, language }) => `${domain} ${language}`)).size).toBe(4);
});

describe('sentences are taken', () => {
  test.each([
    ['another', 'A clinic that keeps its appointments in order across two towns.', 'en', undefined],
    [
      'a near-duplicate',
      'A team for a small bakery that plans its orders, and works out prices!',
      'en',
      'near_duplicate',
    ],
    ['Chinese for English', '为一家面包店安排订单', 'en', 'language'],
    ['English for Chinese', 'A museum that counts its visitors.', 'zh', 'language'],
    ['Chinese', '为一家面包店安排订单并计算价格', 'zh', undefined],
  ] as const)('%s', (_name, sentence, language, refused) => {
    const pool = createSentencePool();
    pool.add('A team for a small bakery that plans its orders and works out prices.', 'en');
    expect(pool.add(sentence, language)).toBe(refused);
  });
});

const pairs = (count: number, more: object = {}): PairToWrite[] =>
  planPairs(make({ count, ...more }), DOMAINS, 7).map((pair, position) => ({ ...pair, position }));

test('a refused sentence is asked for again with what it was like, and given up after its attempts', async () => {
  const asked: DraftQuestion[] = [];
  const written = await writeSentences(
    pairs(3),
    async (question) => {
      asked.push(question);
      const { pair, attempt } = question;
      const isStubborn = pair.position === 2;
      const word = isStubborn || (pair.position === 1 && attempt === 1) ? 'same' : `w${pair.position}`;
      return { sentence: `${word} ${word} ${word} ${word} team.`, usage: NO_USAGE };
    },
    2,
  );
  expect(written).toEqual([
    { position: 0, sentence: 'w0 w0 w0 w0 team.' },
    // In the order of the batch the second one came first.
    { position: 1, sentence: 'same same same same team.' },
    { position: 2, refused: 'near_duplicate' },
  ]);
  const again = asked.filter(({ pair }) => pair.position === 2);
  expect(again.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4].slice(0, ATTEMPTS));
  expect(again[1]?.avoid).toContain('same same same same team.');
});

test('the offline model writes two hundred different sentences in both languages', async () => {
  const views = new Map(
    DOMAINS.map((domain) => [
      domain,
      { domain, servers: [domain], summary: domain, tools: TOOLS[domain] ?? [`Look after ${domain}`] },
    ]),
  );
  const fields = [
    'bakery',
    'clinic',
    'museum',
    'school',
    'garage',
    'hotel',
    'farm',
    'library',
    'theatre',
    'gym',
  ];
  const written = await writeSentences(
    pairs(200, { domains: fields, languages: ['en', 'zh'] }),
    async (question) => {
      const input = JSON.stringify(sentenceInput(question, views));
      const answer = answerStructured('framework_sentence', {}, input, question.attempt) as {
        sentence: string;
      };
      return { sentence: answer.sentence, usage: NO_USAGE };
    },
    64,
  );
  const made = written.flatMap(({ sentence }) => sentence ?? []);
  expect(made.length).toBeGreaterThanOrEqual(190);
  expect(new Set(made).size).toBe(made.length);
  expect(made.filter((sentence) => /\p{Script=Han}/u.test(sentence)).length).toBeGreaterThan(80);
});

const TOOLS: Record<string, string[]> = {
  maths: [
    'Evaluate math expressions',
    'Convert between units',
    'Convert numbers between bases (2-36)',
    'Count characters, words and lines',
  ],
  time: [
    'Convert time between timezones',
    'Get the current date and time.',
    'Get the relative time',
    'Get days in a month',
  ],
  files: ['Create a new file', 'Move or rename files', 'Search for files', 'Get a recursive tree view'],
  memory: [
    'Create multiple new entities',
    'Search for nodes',
    'Add new observations',
    'Create multiple new relations',
  ],
  tasks: [
    'Register a new user request',
    'Mark a given task as done',
    'Add new tasks',
    'Get the next pending task',
  ],
  notes: [
    'Create a new memory bank file',
    'Read a memory bank file',
    'List all projects',
    'List files within a specific project',
  ],
  api: [
    'List all types defined',
    'List fields for a specific type',
    'Search for types',
    'List GraphQL query fields',
  ],
};
