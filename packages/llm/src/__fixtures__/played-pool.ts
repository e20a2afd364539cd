/** A pool without a network: answers with recorded replies in order, the last one again and again, and keeps what it was asked. */
import { MockAgent } from 'undici';
import type { HttpPool } from '../http/http-pool.ts';

export interface PlayedAnswer {
  status?: number;
  headers?: Record<string, string>;
  body: string | Buffer;
}

export interface PlayedPool {
  pool: HttpPool;
  baseUrl: string;
  requests: { path: string; headers: Record<string, string>; body: string }[];
}

const ORIGIN = 'http://models.test';

export function playedPool(answers: readonly PlayedAnswer[]): PlayedPool {
  const agent = new MockAgent();
  agent.disableNetConnect();
  const requests: PlayedPool['requests'] = [];
  agent
    .get(ORIGIN)
    .intercept({ path: () => true, method: 'POST' })
    .reply((asked) => {
      const answer = answers[Math.min(requests.length, answers.length - 1)];
      requests.push({
        path: asked.path,
        headers: asked.headers as Record<string, string>,
        body: typeof asked.body === 'string' ? asked.body : '',
      });
      return {
        statusCode: answer?.status ?? 200,
        data: answer?.body ?? '',
        responseOptions: { headers: { 'content-type': 'application/json', ...answer?.headers } },
      };
    })
    .persist();
  const pool = Object.assign(agent, { [Symbol.asyncDispose]: () => agent.close() });
  return { pool, baseUrl: `${ORIGIN}/v1`, requests };
}
