/** Queries whose tree grows, whose personas are rewritten, which are grounded, judged and said more vaguely. */
import { sql } from '@nex/postgres';
import { expect, test } from 'vitest';
import { spawnPipeline } from './support/child.ts';
import { defaultQuery } from './support/model-server.ts';
import { create, finish, type Surroundings, setUp, startOn } from './support/surroundings.ts';

const rowsOf = async ({ pool }: Surroundings, id: string) => ({
  queries: (
    await pool.query(
      sql`select index, text, persona, leaf_id, problem_type, tree_version, state, replaces, original_text, usage
        from pipeline.queries where build_id = ${id} order by index`,
    )
  ).rows,
  nodes: (
    await pool.query(
      sql`select node_id, parent_id, en, zh, version from pipeline.tree_nodes where build_id = ${id} order by position`,
    )
  ).rows,
  expansions: (
    await pool.query(
      sql`select slot_index, parent_id, state, version, refusals, attempts from pipeline.tree_expansions
        where build_id = ${id} order by slot_index`,
    )
  ).rows,
});

/** Proposes the same first, so that slots which grow one node meet. */
function growing(around: Surroundings): void {
  around.model.others['problem_type_expansion'] = ({ siblings, refused }) => {
    const count = (siblings as unknown[]).length + (refused as unknown[]).length;
    const words = [
      'Compost',
      'Watering',
      'Pruning',
      'Seeds',
      'Fences',
      'Ponds',
      'Bees',
      'Soil',
      'Frost',
      'Herbs',
    ];
    const word = words[count % words.length] ?? '';
    const tens = Math.floor(count / words.length);
    return {
      en: `${word} questions ${'again '.repeat(tens)}`,
      zh: `园艺${'甲乙丙丁戊己庚辛壬癸'[count % 10] ?? ''}类${'又'.repeat(tens)}`,
    };
  };
}

const GROWING = { queries: 60, synthesis: { problemTypeExpandProb: 0.3 } } as const;

test('the tree grows alike with any concurrency and after a kill, and new leaves are drawn', async () => {
  const results = await Promise.all(
    [8, 1].map(async (concurrency) => {
      await using around = await setUp();
      growing(around);
      await using pipeline = await startOn(around);
      const { id } = await create(pipeline.httpUrl, { ...GROWING, concurrency });
      const build = await finish(pipeline.httpUrl, id);
      expect(build).toMatchObject({ state: 'completed', funnel: { queries: { accepted: 60 } } });
      const calls = await around.pool.query(
        sql`select count(*)::int as calls from pipeline.synthesis_calls where build_id = ${id}`,
      );
      expect(build.usage.synthesis.modelCalls).toBe(calls.rows[0]?.['calls']);
      const { rows } = await around.pool.query(
        sql`select sum(accepted)::int as accepted, sum(drawn)::int as drawn from pipeline.problem_type_counts
          where build_id = ${id}`,
      );
      expect(rows[0]).toEqual({ accepted: 60, drawn: 60 });
      return await rowsOf(around, id);
    }),
  );
  const [expected, slow] = results;
  expect(slow).toEqual(expected);
  const grown = new Set(
    expected?.nodes.filter(({ version }) => Number(version) > 0).map(({ node_id: id }) => id),
  );
  expect(grown.size).toBeGreaterThan(5);
  expect(expected?.queries.some(({ leaf_id: leaf }) => grown.has(leaf))).toBe(true);
  expect(expected?.expansions.some(({ attempts }) => Number(attempts) > 1)).toBe(true);

  await using around = await setUp();
  growing(around);
  around.model.calls.closeAfter(30);
  await using first = await spawnPipeline(around.environment);
  const { id } = await create(first.httpUrl, { ...GROWING, concurrency: 4 });
  await around.model.calls.blocked;
  await first.kill();
  around.model.calls.open();
  await using second = await startOn(around);
  await finish(second.httpUrl, id);
  expect(await rowsOf(around, id)).toEqual(expected);
});

test('an expansion probability of 0 means never', async () => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 40, synthesis: { problemTypeExpandProb: 0 } });
  await finish(pipeline.httpUrl, id);
  expect((await rowsOf(around, id)).expansions).toEqual([]);
  expect(around.model.asked.size).toBe(0);
});

test('every enhancer may fail without costing a query, and each says why', async () => {
  await using around = await setUp();
  // No usable answer to any question but the query itself, no search tool, no address that answers.
  around.model.query = (input) => `${defaultQuery(input)} See https://example.com/${input.nonce} for it.`;
  await using pipeline = await startOn(around);
  const synthesis = {
    rewritePersonaProb: 1,
    websearchProb: 1,
    urlProb: 1,
    fuzzifyProb: 1,
    review: 'on',
  } as const;
  const { id } = await create(pipeline.httpUrl, { queries: 6, synthesis });
  const build = await finish(pipeline.httpUrl, id);
  expect(build).toMatchObject({ state: 'completed', funnel: { queries: { accepted: 6, rejected: 0 } } });
  const { rows } = await around.pool.query(
    sql`select name, applied, reason, count(*)::int as count from pipeline.query_enhancements where build_id = ${id}
      group by 1, 2, 3 order by 1`,
  );
  expect(rows).toEqual([
    { name: 'fuzzify', applied: false, reason: 'model_bad_output', count: 6 },
    { name: 'grounded', applied: false, reason: 'no_search_tool', count: 6 },
    { name: 'rewrite-persona', applied: false, reason: 'model_bad_output', count: 6 },
    { name: 'urls', applied: false, reason: 'model_bad_output', count: 6 },
  ]);
  const unusable = { applied: 0, otherwise: { model_bad_output: 6 } };
  expect(build.funnel.queries.enhanced).toEqual({
    fuzzify: unusable,
    grounded: { applied: 0, otherwise: { no_search_tool: 6 } },
    'rewrite-persona': unusable,
    urls: unusable,
  });
});

test('an enhancer whose text would be refused costs no query, and slots that are replaced count once', async () => {
  await using around = await setUp();
  around.model.others['fuzzy_query'] = () => ({ analysis: 'All of it.', fuzzy_query: 'Use write_entry.' });
  // Three slots in ten are given up.
  around.model.query = (input) => (input.nonce % 10 < 3 ? 'no' : defaultQuery(input));
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, {
    queries: 20,
    synthesis: { fuzzifyProb: 1, attempts: 1, replacementShare: 1 },
  });
  const build = await finish(pipeline.httpUrl, id);
  expect(build).toMatchObject({ state: 'completed', funnel: { queries: { accepted: 20 } } });
  expect(build.funnel.queries.rejected).toBeGreaterThan(0);
  expect(build.stages[0]).toMatchObject({ name: 'synthesize-queries', done: 20, total: 20 });
  const { rows } = await around.pool.query(
    sql`select e.reason, count(*)::int as count from pipeline.query_enhancements e
        join pipeline.queries q on q.build_id = e.build_id and q.index = e.slot_index
      where e.build_id = ${id} and q.state = 'accepted' group by 1`,
  );
  expect(rows).toEqual([{ reason: 'refused_names_solution', count: 20 }]);
});

test('a query that the model refuses only for what an enhancer made of it stays as it was written', async () => {
  await using around = await setUp();
  const ok = { ok: true, why: '' };
  around.model.others['fuzzy_query'] = ({ query }) => ({
    analysis: 'When.',
    fuzzy_query: String(query).replace('this spring', 'some day'),
  });
  around.model.others['query_review'] = ({ query }) => ({
    answerable: ok,
    realistic: ok,
    verifiable: { ok: !String(query).includes('some day'), why: 'Nobody can tell.' },
    stable: ok,
  });
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, {
    queries: 6,
    synthesis: { fuzzifyProb: 1, review: 'on', attempts: 1, replacementShare: 0 },
  });
  expect(await finish(pipeline.httpUrl, id)).toMatchObject({
    state: 'completed',
    funnel: { queries: { accepted: 6, rejected: 0 } },
  });
  const { queries } = await rowsOf(around, id);
  for (const { text, original_text: original } of queries) {
    expect(text).toContain('this spring');
    expect(original).toBeNull();
  }
  const { rows } = await around.pool.query(
    sql`select applied, reason, change, detail->>'refused' like '%some day%' as shown, count(*)::int as count
      from pipeline.query_enhancements where build_id = ${id} group by 1, 2, 3, 4`,
  );
  expect(rows).toEqual([
    { applied: false, reason: 'refused_not_verifiable', change: {}, shown: true, count: 6 },
  ]);
});

test('a rewritten persona and the text before it was said more vaguely are kept with the query', async () => {
  await using around = await setUp();
  around.model.others['persona_fit'] = ({ persona }) =>
    String(persona).includes('number 3')
      ? { suitable: true, persona: '' }
      : { suitable: false, persona: 'A beekeeper.' };
  around.model.others['fuzzy_query'] = ({ query }) => ({
    analysis: 'Less.',
    fuzzy_query: `${String(query)} Or so.`,
  });
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, {
    queries: 12,
    synthesis: { rewritePersonaProb: 1, fuzzifyProb: 0.5, drafts: 'one-level' },
  });
  await finish(pipeline.httpUrl, id);
  const { queries } = await rowsOf(around, id);
  expect(new Set(queries.map(({ persona }) => String(persona).slice(0, 17)))).toContain('A beekeeper.');
  const fuzzy = queries.filter(({ original_text: original }) => original !== null);
  expect(fuzzy.length).toBeGreaterThan(1);
  expect(fuzzy.length).toBeLessThan(12);
  for (const { text, original_text: original } of fuzzy) expect(text).toBe(`${String(original)} Or so.`);
});

test('files that are made for a query are there when its runs begin, in each sample', async () => {
  await using around = await setUp();
  around.generator.files.push({
    path: 'tools/read.yaml',
    content: 'type: tool\nbinding: builtin:read_file\n',
  });
  around.model.others['query_files'] = ({ query, capabilities }) => ({
    needs_files: (capabilities as unknown[]).length > 0,
    reason: 'It is about beds.',
    files: [{ path: 'beds.csv', content: `bed,query\nnorth,${String(query)}\n` }],
    query_with_files: `${String(query)} The beds are in beds.csv.`,
  });
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, {
    queries: 6,
    samples: 2,
    synthesis: { fileProb: 0.5, fuzzifyProb: 0, rewritePersonaProb: 0 },
  });
  expect(await finish(pipeline.httpUrl, id)).toMatchObject({ state: 'completed' });
  const runs = [...around.runtime.runs.values()];
  const withFiles = runs.filter(({ input }) => input.endsWith('The beds are in beds.csv.'));
  expect(runs).toHaveLength(12);
  // Half of them by chance, which the seed decides.
  expect(withFiles.length).toBe(6);
  for (const { input, initialState } of runs) {
    const original = input.replace(' The beds are in beds.csv.', '');
    const files = { workspace: { 'beds.csv': `bed,query\nnorth,${original}\n` } };
    expect(initialState === '' ? '' : JSON.parse(initialState)).toEqual(original === input ? '' : files);
  }
});

test('what the model judges is refused with its reason, and a build that falls short may go on', async () => {
  await using around = await setUp();
  const ok = { ok: true, why: '' };
  around.model.others['query_review'] = ({ query }) => ({
    answerable: ok,
    realistic: ok,
    verifiable: { ok: !String(query).includes('Case 1'), why: 'Nobody can tell.' },
    stable: ok,
  });
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, {
    queries: 30,
    synthesis: { review: 'on', attempts: 1, replacementShare: 0, onShortfall: 'continue' },
  });
  const build = await finish(pipeline.httpUrl, id);
  expect(build).toMatchObject({ state: 'completed', funnel: { queries: { accepted: 19, rejected: 11 } } });
  const { rows } = await around.pool.query(
    sql`select requested, accepted, reasons from pipeline.query_shortfalls where build_id = ${id}`,
  );
  expect(rows).toEqual([{ requested: 30, accepted: 19, reasons: { not_verifiable: 11 } }]);
});

test('three levels are written in one answer, of which the wanted one is taken', async () => {
  await using around = await setUp();
  around.model.others['query_levels'] = ({ nonce }) => ({
    easy: `Please do the easy thing number ${String(nonce)} for me.`,
    medium: `Please do the medium thing number ${String(nonce)} for me.`,
    hard: `Please do the hard thing number ${String(nonce)} for me.`,
  });
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 10, synthesis: { drafts: 'three-levels' } });
  await finish(pipeline.httpUrl, id);
  const { rows } = await around.pool.query(
    sql`select text, difficulty from pipeline.queries where build_id = ${id} and state = 'accepted'`,
  );
  expect(rows).toHaveLength(10);
  for (const { text, difficulty } of rows) expect(text).toContain(String(difficulty));
});

test('a build whose queries repeat themselves stops asking and goes on with those that are there', async () => {
  const stops = await Promise.all(
    [4, 1].map(async (concurrency) => {
      await using around = await setUp();
      // Six things to say, over and over.
      around.model.query = ({ nonce }) =>
        `Please plan ${['a pond', 'a hedge', 'a rockery', 'a hotbed', 'a trellis', 'an orchard'][nonce % 6]} for me.`;
      await using pipeline = await startOn(around);
      const { id } = await create(pipeline.httpUrl, {
        queries: 100,
        concurrency,
        synthesis: { attempts: 1, saturation: { window: 10, minNewShare: 0.2 } },
      });
      const build = await finish(pipeline.httpUrl, id);
      expect(build).toMatchObject({ state: 'completed', funnel: { runs: { total: 6 } } });
      const { rows } = await around.pool.query(
        sql`select requested, accepted, reasons from pipeline.query_shortfalls where build_id = ${id}`,
      );
      expect(rows).toEqual([{ requested: 100, accepted: 6, reasons: build.funnel.queries.shortfall }]);
      expect(around.model.inputs.length).toBeLessThan(80);
      return build.funnel.queries;
    }),
  );
  expect(stops[0]).toEqual(stops[1]);
  const { accepted, rejected, shortfall } = stops[0] ?? {};
  // With the fourteenth slot the window holds two new texts, at 1.75 shares, and eight repetitions.
  expect({ accepted, rejected }).toEqual({ accepted: 6, rejected: 8 });
  // Each that was given up would have had another to stand in for it.
  expect(shortfall).toEqual({ duplicate: 8, saturated: 100 + 8 - 14 });
});

test('saturation is found at the same place after a kill', async () => {
  await using around = await setUp();
  // What is refused by itself may be refused before its turn comes.
  around.model.query = ({ nonce }) =>
    nonce % 6 === 5 ? 'no' : `Please plan bed ${nonce % 6} with beans and a path around it for me.`;
  around.model.calls.closeAfter(10);
  const spec = {
    queries: 60,
    concurrency: 2,
    synthesis: { attempts: 2, saturation: { window: 12 } },
  } as const;
  await using first = await spawnPipeline(around.environment);
  const { id } = await create(first.httpUrl, spec);
  await around.model.calls.blocked;
  await first.kill();
  around.model.calls.open();
  await using second = await startOn(around);
  const resumed = await finish(second.httpUrl, id);
  const { id: other } = await create(second.httpUrl, spec);
  const undisturbed = await finish(second.httpUrl, other);
  expect(resumed.funnel.queries.shortfall?.['saturated']).toBeGreaterThan(0);
  expect(resumed.funnel).toEqual(undisturbed.funnel);
});
