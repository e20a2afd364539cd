/** A connection to what an address names. The caller ends it by `disconnect()`. */
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { type RedisAddress, readRedisAddress } from './redis-address.ts';

/** Errors of the connection are told by the calls on it; the event is listened to, as it would end the process. */
export function openRedis(address: RedisAddress | string, more: RedisOptions = {}): Redis | Cluster {
  const { kind, options, ...rest } = typeof address === 'string' ? readRedisAddress(address) : address;
  const redis =
    kind === 'cluster' && 'nodes' in rest
      ? new Cluster(rest.nodes, {
          lazyConnect: more.lazyConnect ?? false,
          redisOptions: { ...options, ...more },
          // A certificate is for the name that was given; names are resolved anew for each connection.
          ...(options.tls ? { dnsLookup: (host, answer) => answer(null, host) } : {}),
        })
      : new Redis({ ...options, ...more });
  redis.on('error', () => {});
  return redis;
}
