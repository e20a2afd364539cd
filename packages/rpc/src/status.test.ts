import * as grpc from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { fromStatus } from './status.ts';

const ended = (code: grpc.status) =>
  Object.assign(new Error('ended'), { code, details: 'ended', metadata: new grpc.Metadata() });

test('a call that a service ends as it goes away may be made again; one that its caller ended may not', () => {
  const gone = new AbortController();
  const read = () => fromStatus(ended(grpc.status.CANCELLED), '127.0.0.1:1', gone.signal).code;
  expect([read(), fromStatus(ended(grpc.status.CANCELLED), '127.0.0.1:1').code]).toEqual([
    'unavailable',
    'unavailable',
  ]);
  gone.abort();
  expect(read()).toBe('cancelled');
});
