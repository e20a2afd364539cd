import { NexError } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { readRedisAddress } from './redis-address.ts';

describe('an address of Redis', () => {
  test.each([
    ['redis://cache', { kind: 'server', options: { host: 'cache', port: 6379 } }],
    [
      'redis://:se%40cret@[::1]:7000/3',
      { kind: 'server', options: { host: '::1', port: 7000, db: 3, password: 'se@cret' } },
    ],
    [
      'rediss://ada:x@cache:6380',
      { kind: 'server', options: { host: 'cache', port: 6380, username: 'ada', password: 'x', tls: {} } },
    ],
    [
      'redis+sentinel://:x@a,b:27000/main/2?sentinelPassword=y',
      {
        kind: 'sentinel',
        options: {
          password: 'x',
          sentinels: [
            { host: 'a', port: 26_379 },
            { host: 'b', port: 27_000 },
          ],
          name: 'main',
          db: 2,
          sentinelPassword: 'y',
        },
      },
    ],
    [
      'rediss+cluster://a:7001,b',
      {
        kind: 'cluster',
        nodes: [
          { host: 'a', port: 7001 },
          { host: 'b', port: 6379 },
        ],
        options: { tls: {} },
      },
    ],
  ])('%s', (text, address) => {
    expect(readRedisAddress(text)).toEqual(address);
  });

  test.each([
    'http://cache',
    'redis://secret@',
    'redis://secret@a,b',
    'redis://secret@a/x',
    'redis://secret@a:99999',
    'redis+sentinel://secret@a',
    'redis+cluster://secret@a/1',
    'redis://secret@a?colour=red',
    'rediss://secret@a?ca=/there/is/no/such/file',
  ])('%s is refused, and nothing of it is told', (text) => {
    const read = () => readRedisAddress(text);
    expect(read).toThrow(NexError);
    expect(read).toThrow(expect.objectContaining({ code: 'config_invalid', where: 'REDIS_URL' }));
    expect(read).not.toThrow(/secret/);
  });
});
