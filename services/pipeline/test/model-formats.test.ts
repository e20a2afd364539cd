/** A build whose rows are made with a model's own template and tokenizer. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Build, Manifest, type RunTokens } from '@nex/core';
import { digestText } from '@nex/core/digest';
import { readLines, recountDataSet } from '@nex/dataset';
import { byteTokenizer } from '@nex/testkit';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { FRAMEWORK_ID } from './support/framework.ts';
import { call, finish, setUp, startOn } from './support/surroundings.ts';

const TEMPLATE = {
  source: `{% for m in messages %}[{{ m.role }}]{{ m.content }}{{ m.tool_calls | tojson if m.tool_calls }}
{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}`,
};

/** What the second run's model server told: each id is a byte. */
function toldOf({ id, input, order }: { id: string; input: string; order: number }): RunTokens[] {
  const tokens: number[] = [];
  const spans = ['write_entry', `The plan for "${input}" is written down.`].map((said, answer) => {
    tokens.push(...Buffer.from(`prompt ${answer}: `));
    const start = tokens.length;
    tokens.push(...Buffer.from(said));
    return { start, end: tokens.length, answer };
  });
  const answers = spans.map(() => ({ startedAt: 1, finishedAt: 2 }));
  return [{ runId: id, answers, sequences: order === 1 ? [{ tokens, spans }] : [] }];
}

test('the tokenizer is handed over first; template and tokenizer are checked before the build is taken in', async () => {
  await using around = await setUp({ tokens: toldOf });
  await using pipeline = await startOn(around);
  const { httpUrl } = pipeline;
  const tokenizer = byteTokenizer();
  const digest = digestText(tokenizer);
  const put = (name: string, body: string) =>
    fetch(`${httpUrl}/v1/tokenizers/${name}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body,
    });
  const ask = (...formats: object[]) =>
    call(httpUrl, 'POST', '/v1/builds', { frameworkId: FRAMEWORK_ID, queries: 4, formats });
  const tokens = { exporter: 'tokens', template: TEMPLATE, tokenizer: digest };
  const text = { exporter: 'chat-template', template: TEMPLATE };

  expect((await ask(text, tokens)).body).toMatchObject({ where: 'formats[1].tokenizer' });
  expect((await put(digest, 'x')).status).toBe(400);
  expect((await put(digestText('x'), 'x')).status).toBe(400);
  // Larger than what other routes take.
  const large = `${tokenizer.slice(0, -1)}, "pad": "${'x'.repeat(9 * 1024 * 1024)}"}`;
  expect((await put(digestText(large), large)).status).toBe(200);
  for (let time = 0; time < 2; time += 1) {
    const answer = await put(digest, tokenizer);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { digest, bytes: Buffer.byteLength(tokenizer) },
    ]);
  }
  expect((await ask({ ...text, template: { source: '{% if %}' } })).body).toMatchObject({
    where: 'formats[0].template.source:1',
  });

  const build = await finish(httpUrl, Build.parse((await ask(text, tokens)).body).id);
  expect(build.failure).toBeUndefined();
  const directory = join(around.dataDirectory, 'datasets', build.id);
  expect(await recountDataSet(directory)).toEqual([]);
  const manifest = await manifestOf(directory);
  expect(manifest.rows).toBeGreaterThan(0);
  expect(manifest.formats?.map(({ name, rows, quarantined }) => [name, rows > 0, quarantined])).toEqual([
    ['chat-template', true, {}],
    ['tokens', true, {}],
  ]);
  expect(manifest.formats?.[1]?.madeWith).toEqual({
    template: expect.stringContaining('sha256:') as string,
    tokenizer: digest,
  });

  // Ids that the model server told are stored and exported as they are.
  const rows = [];
  for await (const line of readLines(join(directory, 'tokens', 'train-00000.jsonl')))
    rows.push(TokensRow.parse(JSON.parse(line)));
  const [told, ...more] = rows.filter(({ ids_from: from }) => from === 'server');
  expect([told, more.length, rows.length > 1]).toEqual([expect.anything(), 0, true]);
  const ids = [...(told?.input_tokens.slice(0, 1) ?? []), ...(told?.target_tokens ?? [])];
  expect(Buffer.from(ids).toString()).toBe(
    `prompt 0: write_entryprompt 1: The plan for "${told?.query}" is written down.`,
  );

  // By what the manifest names, instead of the whole template.
  const { template } = manifest.formats?.[0]?.madeWith ?? {};
  const again = { exporter: 'chat-template', name: 'again', templateDigest: template };
  const write = (...formats: object[]) =>
    call(httpUrl, 'POST', `/v1/builds/${build.id}/exports`, { formats });
  expect((await write(again, { ...tokens, template: undefined, templateDigest: template })).status).toBe(202);
  await finish(httpUrl, build.id);
  const [same] = (await manifestOf(`${directory}.v2`)).formats ?? [];
  expect([same?.name, same?.madeWith]).toEqual(['again', { template }]);
  expect(await readFile(join(`${directory}.v2`, 'again', 'train-00000.jsonl'))).toEqual(
    await readFile(join(directory, 'chat-template', 'train-00000.jsonl')),
  );
  const [id = ''] = rows.map((row) => row.id);
  const shown = await call(httpUrl, 'GET', `/v1/data-sets/${build.id}/rows/${id}?format=again`);
  expect(shown.body).toMatchObject({
    format: { name: 'again', template: TEMPLATE },
    rows: [{ row: { text: expect.stringContaining('[assistant]') as string } }],
  });
  expect((await call(httpUrl, 'GET', `/v1/data-sets/${build.id}/rows/${id}?format=gone`)).body).toMatchObject(
    { where: 'format', hint: expect.stringContaining('of the data set: again, tokens.') as string },
  );
  const stranger = await call(
    httpUrl,
    'POST',
    '/v1/builds',
    { frameworkId: FRAMEWORK_ID, formats: [again] },
    { 'nex-tenant': 'another' },
  );
  expect(stranger).toMatchObject({ status: 400, body: { where: 'formats[0].templateDigest' } });
  for (const [format, where] of [
    [{ ...again, templateDigest: digestText('x') }, 'formats[0].templateDigest'],
    [{ ...again, template: TEMPLATE }, 'formats[0].template'],
    [{ exporter: 'chat-template' }, 'formats[0].template'],
  ] as const) {
    for (const refused of [await write(format), await ask(format)])
      expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_request', where } });
  }

  // In tokens alone, once the build has ended.
  expect((await write(tokens)).status).toBe(202);
  expect((await finish(httpUrl, build.id)).dataSet?.files.map(({ path }) => path)).toEqual([
    'tokens/train-00000.jsonl',
    'tokens/train-00000.parquet',
  ]);
});

async function manifestOf(directory: string): Promise<Manifest> {
  return Manifest.parse(JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')));
}

const TokensRow = z.object({
  id: z.string(),
  query: z.string(),
  input_tokens: z.array(z.number()),
  target_tokens: z.array(z.number()),
  ids_from: z.string(),
});
