/** Many callers against a server that takes few calls at a time. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { textMessage } from '@nex/core';
import { Crowd } from '@nex/testkit';
import { expect, test } from 'vitest';
import { fixture } from '../src/__fixtures__/read-fixture.ts';
import { createLanes, createModelFactory } from '../src/index.ts';

async function startCrowded(crowd: Crowd) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      void crowd.enter(response, () => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(fixture('text.json'));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('as many are under way as the server takes, and no call is lost', async () => {
  const [capacity, callers, calls] = [8, 48, 400];
  const crowd = new Crowd(capacity, 25);
  await using server = await startCrowded(crowd);
  const lanes = createLanes(256);
  await using factory = createModelFactory({ baseUrl: server.baseUrl, model: 'acme-large', lanes });
  const { signal } = new AbortController();
  const model = factory();
  let left = calls;
  let throttled = 0;
  const caller = async () => {
    while (left-- > 0) {
      const reply = await model.call({ messages: [textMessage('user', 'hi')] }, { signal });
      throttled += reply.usage.throttledCalls ?? 0;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const whole = crowd.report();
  expect(whole).toMatchObject({ served: calls, refused: throttled });
  expect(lanes.of(model.provider, model.name).state).toMatchObject({ throttled, inFlight: 0, waiting: 0 });
  expect(throttled).toBeLessThan(callers + calls * 0.1);
  // Once it has settled.
  expect(crowd.report(80).meanInside).toBeGreaterThan(capacity * 0.8);
});
