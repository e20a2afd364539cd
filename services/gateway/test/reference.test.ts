/** The interactive reference in a real browser: it shows the operations, and loads nothing from anywhere else. */
import { createHttpServer, listen } from '@nex/http';
import { createTestDatabase, ensureChromium } from '@nex/testkit';
import { chromium } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { readConfig } from '../src/config.ts';
import { createContext, startGateway } from '../src/service.ts';

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];

let executablePath: string;
beforeAll(async () => {
  executablePath = await ensureChromium((line) => console.log(line));
}, 300_000);

test('the reference shows what the document holds, under its own strict policy', async () => {
  await using stack = new AsyncDisposableStack();
  const database = stack.adopt(await createTestDatabase({ services: ['gateway'] }), (own) => own.drop());
  const service = stack.adopt(await createHttpServer({ service: 'all', title: 'All' }), (own) => own.close());
  service.get(
    '/v1/runs/:id',
    {
      schema: {
        tags: ['runs'],
        summary: 'Read one run',
        operationId: 'getRun',
        params: z.object({ id: z.string() }),
        response: { 200: z.object({ id: z.string() }) },
      },
    },
    ({ params }) => params,
  );
  const url = await listen(service, { host: '127.0.0.1', port: 0 });
  const config = readConfig({
    DATABASE_URL: database.url,
    HTTP_PORT: '0',
    GRPC_PORT: '0',
    LOG_LEVEL: 'silent',
    RUNTIME_HTTP_URL: url,
    GENERATOR_HTTP_URL: url,
    PIPELINE_HTTP_URL: url,
  });
  const gateway = stack.use(await startGateway(stack.use(await createContext(config))));
  const browser = stack.adopt(await chromium.launch({ executablePath, args: ARGS }), (own) => own.close());
  const page = await browser.newPage();
  const elsewhere: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.protocol.startsWith('http') && asked.origin !== gateway.httpUrl) elsewhere.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  const answer = await page.goto(`${gateway.httpUrl}/reference`);
  expect(answer?.headers()['content-security-policy']).toContain("default-src 'none'");
  expect(answer?.headers()['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/);
  await page.getByText('Read one run').first().waitFor();
  expect({ elsewhere, problems }).toEqual({ elsewhere: [], problems: [] });
});
