/** The contract of every enhancer, and what each is for. */
import { NexError, SynthesisSpec } from '@nex/core';
import { describe, expect, test } from 'vitest';
import type { QuerySlot } from '../plan/plan-queries.ts';
import type { EnhancementRow } from '../store/synthesis-calls.ts';
import type { Ask } from '../synthesis/asker.ts';
import { settleSynthesis } from '../synthesis/settings.ts';
import { type EnhanceOptions, enhance } from './enhance.ts';
import { ENHANCERS } from './index.ts';
import type { Web, WebSearch } from './web.ts';

const SLOT: QuerySlot = {
  index: 3,
  persona: 'A gardener.',
  leafId: 'l',
  path: ['garden', 'beds', 'slugs on beds'],
  problemTypeId: 'l',
  difficulty: 'easy',
  language: 'en',
  seed: 9,
  treeVersion: 0,
};
const ALL = settleSynthesis(
  SynthesisSpec.parse({ rewritePersonaProb: 1, websearchProb: 1, urlProb: 1, fileProb: 1, fuzzifyProb: 1 }),
  false,
);
const DRAFT = { persona: 'A gardener.', text: 'Read https://slugs.test/a, please.', evidence: [], files: {} };

interface Around {
  text?: string;
  refuses?: EnhanceOptions['refuses'];
  signal?: AbortSignal;
}

async function run(
  when: 'before' | 'after',
  answers: Record<string, unknown>,
  web: Web = {},
  known: EnhancementRow[] = [],
  { text = DRAFT.text, refuses = () => undefined, signal = new AbortController().signal }: Around = {},
) {
  const rows: EnhancementRow[] = [];
  const ask: Ask = async (prompt) => {
    const answer = answers[prompt.name];
    if (answer instanceof Error) throw answer;
    const parsed = prompt.schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new NexError('model_bad_output', 'None.');
  };
  const draft = await enhance(
    when,
    { ...DRAFT, text },
    {
      slot: SLOT,
      settings: ALL,
      attempt: 0,
      description: '',
      capabilities: [],
      maxResults: 5,
      filePlace: 'filesystem',
      ask,
      web,
      signal,
      refuses,
      known: (name) => known.find((row) => row.name === name),
      store: async (row) => void rows.push(row),
    },
  );
  return { draft, rows, reasons: rows.map(({ name, reason }) => [name, reason]) };
}

const searching = (find: WebSearch['find']): WebSearch => ({ name: 'library/find_pages', find });
const hrefOf = (url: string | URL | Request) => (url instanceof Request ? url.url : url.toString());
const page = (body: string, status = 200, type = 'text/html') =>
  new Response(body, { status, headers: { 'content-type': type } });

describe('every enhancer', () => {
  test('has a name of its own, a version, and a chance that a build can set to never', () => {
    expect(new Set(ENHANCERS.map(({ name }) => name)).size).toBe(ENHANCERS.length);
    const off = settleSynthesis(SynthesisSpec.parse({ rewritePersonaProb: 0 }), false);
    for (const one of ENHANCERS) {
      expect([one.version > 0, one.probability(off), one.probability(ALL)]).toEqual([true, 0, 1]);
    }
  });

  test.each(['before', 'after'] as const)(
    'that fails (%s) leaves the query as it was and says why',
    async (when) => {
      const { draft, rows } = await run(when, {});
      expect(draft).toEqual(DRAFT);
      expect(rows).toHaveLength(ENHANCERS.filter((one) => one.when === when).length);
      for (const row of rows)
        expect(row).toMatchObject({ applied: false, reason: expect.stringMatching(/^[a-z_]+$/) });
    },
  );

  test('is done once: a row is applied again as it stands', async () => {
    const first = await run('before', { persona_fit: { suitable: false, persona: 'A farmer.' } });
    const again = await run('before', {}, {}, first.rows);
    expect(again).toMatchObject({ draft: first.draft, rows: [] });
    expect(first.draft.persona).toBe('A farmer.');
  });

  test('lets a model that is away stop the work, since a later try can heal it', async () => {
    const away = new NexError('model_unreachable', 'Away.');
    await expect(run('before', { persona_fit: away })).rejects.toBe(away);
  });
});

describe('a text that the rules refuse', () => {
  const fuzzy = { fuzzy_query: { analysis: '', fuzzy_query: 'Hm.' } };
  const refuses = ({ text }: { text: string }) => (text.length < 10 ? 'too_short' : undefined);

  test('is not taken in the place of one that they do not', async () => {
    const { draft, rows } = await run('after', fuzzy, {}, [], { refuses });
    expect(draft).toEqual(DRAFT);
    expect(rows.find(({ name }) => name === 'fuzzify')).toMatchObject({
      applied: false,
      reason: 'refused_too_short',
      change: {},
      detail: { refused: 'Hm.' },
    });
  });

  test('is taken in the place of one that they refuse as well', async () => {
    const { draft } = await run('after', fuzzy, {}, [], { text: 'Go!', refuses });
    expect(draft).toMatchObject({ text: 'Hm.', originalText: 'Go!' });
  });
});

describe('rewrite-persona', () => {
  test.each([
    [{ suitable: true, persona: '' }, 'suitable'],
    [{ suitable: false, persona: ' ' }, 'model_bad_output'],
    [{ suitable: false, persona: '一位农民' }, 'wrong_language'],
  ])('%j: %s', async (answer, reason) => {
    const { draft, reasons } = await run('before', { persona_fit: answer });
    expect(draft.persona).toBe('A gardener.');
    expect(reasons).toContainEqual(['rewrite-persona', reason]);
  });
});

describe('grounded', () => {
  const search = searching(async () => [
    { title: 'Slugs', url: 'https://slugs.test/a', snippet: 'About slugs.' },
    { title: 'Beds', url: 'https://slugs.test/b', snippet: 'About beds.' },
  ]);

  test('quotes the passage that bears on the problem, and the snippet where the page cannot be read', async () => {
    const fetch: typeof globalThis.fetch = async (url) =>
      hrefOf(url).endsWith('/a')
        ? page(
            '<p>Something else that stands here for a while, long enough.</p><p>Where slugs live on raised beds, copper tape helps in wet summers.</p>',
          )
        : page('gone', 404);
    const { draft, rows } = await run('before', {}, { search, fetch });
    expect(draft.evidence).toEqual([
      {
        title: 'Slugs',
        url: 'https://slugs.test/a',
        quote: 'Where slugs live on raised beds, copper tape helps in wet summers.',
      },
      { title: 'Beds', url: 'https://slugs.test/b', quote: 'About beds.' },
    ]);
    expect(rows.find(({ name }) => name === 'grounded')?.detail).toMatchObject({
      search: 'library/find_pages',
      quotes: [
        { from: 'page', contentDigest: expect.stringMatching(/^sha256:/) },
        { from: 'snippet', contentDigest: expect.stringMatching(/^sha256:/) },
      ],
    });
  });

  test('takes from both searches in turn, each address once', async () => {
    const search = searching(async (query, { count }) => {
      const letters = query.startsWith('A gardener') ? 'axyz' : 'abcd';
      return [...letters].slice(0, count).map((letter) => ({
        title: letter,
        url: `https://slugs.test/${letter}`,
        snippet: `About ${letter}.`,
      }));
    });
    const { draft } = await run('before', {}, { search });
    expect(draft.evidence.map(({ title }) => title)).toEqual(['a', 'b', 'x', 'c', 'y']);
  });

  test.each([
    [async () => [], 'nothing_found', undefined],
    [
      () => Promise.reject(new NexError('unavailable', 'Down.')),
      'search_failed',
      { code: 'unavailable', message: 'Down.' },
    ],
  ] as const)('without results it says so and why', async (broken, reason, failure) => {
    const { rows } = await run('before', {}, { search: searching(broken) });
    const row = rows.find(({ name }) => name === 'grounded');
    expect([row?.reason, row?.detail['failure']]).toEqual([reason, failure]);
  });

  test('when one of its two searches fails, it quotes what the other found, and says so', async () => {
    const search = searching(async (query) => {
      if (query.startsWith('A gardener')) throw new Error('A path of the host.');
      return [{ title: 'Slugs', url: 'https://slugs.test/a', snippet: `About slugs. ${'x'.repeat(900)}` }];
    });
    const { draft, rows } = await run('before', {}, { search });
    expect(draft.evidence[0]?.quote).toHaveLength(400);
    const failure = { code: 'unavailable', message: 'The search failed.' };
    expect(rows.find(({ name }) => name === 'grounded')).toMatchObject({
      applied: true,
      detail: { failure },
    });
  });
});

test('a search that is stopped is done again later, and has not failed', async () => {
  const stop = new AbortController();
  const search = searching((_, { signal }) => {
    stop.abort(new Error('The service ends.'));
    return Promise.reject(signal.reason as Error);
  });
  const ended = run('before', {}, { search }, [], { signal: stop.signal });
  await expect(ended).rejects.toThrow('The service ends.');
});

describe('urls', () => {
  const fetch: typeof globalThis.fetch = async (url) => page('', hrefOf(url).endsWith('/b') ? 200 : 404);

  test('puts the first proposed address that answers in the place of one that does not', async () => {
    const { draft } = await run(
      'after',
      {
        url_repair: { candidates: ['https://slugs.test/c', 'https://slugs.test/b'], query_without: 'Read.' },
      },
      { fetch },
    );
    expect(draft).toMatchObject({ text: 'Read https://slugs.test/b, please.', originalText: DRAFT.text });
  });

  test('has the query written without it when none answers', async () => {
    const answers = {
      url_repair: { candidates: ['https://slugs.test/c'], query_without: 'Read about slugs.' },
    };
    expect((await run('after', answers, { fetch })).draft.text).toBe('Read about slugs.');
  });

  test.each([
    [
      { candidates: ['https://new.test/$&'], query_without: '' },
      'Read https://new.test/$&, then https://slugs.test/a/b.',
    ],
    [{ candidates: [], query_without: 'Read https://slugs.test/a/b.' }, 'Read https://slugs.test/a/b.'],
    [{ candidates: [], query_without: '' }, 'Read , then https://slugs.test/a/b.'],
  ])('leaves a longer address that begins with a broken one as it is: %j', async (repair, text) => {
    const answering: typeof globalThis.fetch = async (url) =>
      page('', ['/b', '/$&'].some((end) => hrefOf(url).endsWith(end)) ? 200 : 404);
    const { draft, rows } = await run('after', { url_repair: repair }, { fetch: answering }, [], {
      text: 'Read https://slugs.test/a, then https://slugs.test/a/b.',
    });
    expect(draft.text).toBe(text);
    expect(rows[0]?.detail).toMatchObject({ urls: [{ url: 'https://slugs.test/a' }, { action: 'kept' }] });
  });
});

describe('files', () => {
  const FILE = { path: 'data/beds.csv', content: 'bed,slugs\nnorth,4\nsouth,9\n' };
  const answer = (files: object[], query = 'Which bed in data/beds.csv needs copper first?') => ({
    query_files: { needs_files: true, reason: 'Counts.', files, query_with_files: query },
  });

  test('are made, named in the query, and kept with their digests', async () => {
    const { draft, rows } = await run('after', answer([FILE]));
    expect(draft).toMatchObject({
      text: 'Which bed in data/beds.csv needs copper first?',
      originalText: DRAFT.text,
      files: { [FILE.path]: FILE.content },
    });
    expect(rows.find(({ name }) => name === 'files')?.detail).toEqual({
      why: 'Counts.',
      files: [[FILE.path, expect.stringMatching(/^sha256:/)]],
    });
  });

  test('a vaguer query still names them', async () => {
    const fuzzy = (text: string) => ({ ...answer([FILE]), fuzzy_query: { analysis: '', fuzzy_query: text } });
    const lost = await run('after', fuzzy('Which bed first?'));
    expect(lost.draft.text).toContain(FILE.path);
    expect(lost.reasons).toContainEqual(['fuzzify', 'file_lost']);
    const kept = await run('after', fuzzy('Look at data/beds.csv: which first?'));
    expect(kept.draft).toMatchObject({
      text: 'Look at data/beds.csv: which first?',
      originalText: DRAFT.text,
    });
  });

  test.each([
    ['none_needed', []],
    ['path_invalid', [{ ...FILE, path: '../beds.csv' }], 'See ../beds.csv.'],
    ['path_invalid', [{ ...FILE, path: '/beds.csv' }], 'See /beds.csv.'],
    ['path_not_named', [FILE], 'Which bed?'],
    ['path_twice', [FILE, FILE]],
    ['file_empty', [{ ...FILE, content: ' \n' }]],
    ['file_too_large', [{ ...FILE, content: 'x'.repeat(20_001) }]],
    ['file_malformed', [{ path: 'a.json', content: '{' }], 'See a.json.'],
    ['file_malformed', [{ path: 'a.yaml', content: 'a: [' }], 'See a.yaml.'],
    ['too_many_files', Array.from({ length: 6 }, (_, at) => ({ ...FILE, path: `${at}.csv` }))],
  ])('%s: %j', async (reason, made, query?: string) => {
    const { draft, reasons } = await run('after', answer(made, query));
    expect(draft.files).toEqual({});
    expect(reasons).toContainEqual(['files', reason]);
  });
});
