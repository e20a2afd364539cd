/** A gateway over services that answer what they were asked, for one test file. */
import { createHttpServer, listen } from '@nex/http';
import { createPool, type Pool } from '@nex/postgres';
import { createTestDatabase } from '@nex/testkit';
import * as z from 'zod';
import type { Overrides } from '../../src/context.ts';
import { createContext, type RunningGateway, readConfig, startGateway } from '../../src/service.ts';

export interface TestGateways extends AsyncDisposable {
  pool: Pool;
  /** Headers of the requests that came to the service, newest last. */
  seen: Record<string, unknown>[];
  /** What the service was told that tenants may use, newest last. */
  quotas: [tenant: unknown, quotas: unknown][];
  /** Status of its answers to that. */
  quotaStatus: { value: number };
  open(environment?: Record<string, string>, overrides?: Overrides): Promise<TestGateway>;
}

export interface TestGateway extends RunningGateway {
  /** Status, body and headers of the answer. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
}

interface CallOptions {
  key?: string | undefined;
  body?: unknown;
  headers?: Record<string, string>;
}

/** What tests look at, of whatever was answered. */
export interface AnswerItem {
  id: string;
  tenant: string;
  status: number | null;
  lastUsedAt: string | null;
}

interface AnswerBody {
  code: string;
  where?: string;
  items: AnswerItem[];
  nextCursor: string | null;
  secret: string;
  key: { id: string; prefix: string };
  revokedAt: string | null;
  paths: Record<string, Record<string, { security: object[] }>>;
}

export interface Answer {
  status: number;
  body: AnswerBody;
  headers: Headers;
}

export async function startTestGateways(): Promise<TestGateways> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await createTestDatabase({ services: ['gateway'] }));
  const pool = stack.use(createPool({ url: database.url, max: 6 }));
  const seen: Record<string, unknown>[] = [];
  const service = await createHttpServer({ service: 'any', title: 'Any service' });
  stack.defer(() => service.close());
  const params = z.object({ id: z.string() });
  for (const [kind, id] of [
    ['runs', 'run_made'],
    ['builds', 'build_made'],
  ] as const) {
    service.get(`/v1/${kind}`, { schema: { operationId: `list_${kind}` } }, (request) => {
      seen.push(request.headers);
      return { items: [], nextCursor: null };
    });
    service.post(`/v1/${kind}`, { schema: { operationId: `create_${kind}` } }, async (request, reply) => {
      seen.push(request.headers);
      return reply.code(202).send({ id, secretOfTheAnswer: 'x' });
    });
    service.post(
      `/v1/${kind}/:id/cancel`,
      { schema: { operationId: `cancel_${kind}`, params } },
      (request) => ({ id: request.params.id }),
    );
  }
  service.post('/mcp', { schema: { hide: true } }, () => ({ result: {} }));
  const quotas: TestGateways['quotas'] = [];
  const quotaStatus = { value: 204 };
  service.put('/v1/quotas', { schema: { hide: true } }, (request, reply) => {
    if (quotaStatus.value === 204) quotas.push([request.headers['nex-tenant'], request.body]);
    return reply.code(quotaStatus.value).send(null);
  });
  const url = await listen(service, { host: '127.0.0.1', port: 0 });
  const owned = stack.move();
  return {
    pool,
    seen,
    quotas,
    quotaStatus,
    async open(environment = {}, overrides = {}) {
      const config = readConfig({
        DATABASE_URL: database.url,
        HTTP_PORT: '0',
        GRPC_PORT: '0',
        LOG_LEVEL: 'silent',
        RUNTIME_HTTP_URL: url,
        GENERATOR_HTTP_URL: url,
        PIPELINE_HTTP_URL: url,
        ...environment,
      });
      const context = await createContext(config, { pool, ...overrides });
      const gateway = await startGateway(context);
      return {
        ...gateway,
        async call(method, path, { key, body, headers } = {}) {
          const answer = await fetch(gateway.httpUrl + path, {
            method,
            headers: {
              ...(body === undefined ? {} : { 'content-type': 'application/json' }),
              ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
              ...headers,
            },
            ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
          });
          const text = await answer.text();
          return {
            status: answer.status,
            body: text === '' ? undefined : JSON.parse(text),
            headers: answer.headers,
          };
        },
        async [Symbol.asyncDispose]() {
          await gateway[Symbol.asyncDispose]();
          await context[Symbol.asyncDispose]();
        },
      };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
