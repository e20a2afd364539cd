/** What a Redis says of itself, as far as it decides whether jobs are safe there. */
import { boundary } from '@nex/core';
import { openRedis } from './open-redis.ts';

export interface RedisFacts {
  version: string;
  /** Absent where the server does not tell it. */
  maxmemoryPolicy: string | undefined;
  appendOnly: boolean;
  snapshots: boolean;
  usedBytes: number;
  /** 0: no limit. */
  maxBytes: number;
  latencyMs: number;
}

/** Throws `unavailable`. The address never is in what is thrown. */
export async function inspectRedis(url: string, timeoutMs = 5000): Promise<RedisFacts> {
  const redis = openRedis(url, {
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  try {
    return await boundary('unavailable', 'Redis cannot be reached.', async () => {
      await redis.connect();
      const startedAt = performance.now();
      await redis.ping();
      const latencyMs = performance.now() - startedAt;
      const info = readInfo(await redis.info());
      // Managed servers often forbid CONFIG.
      const config = async (name: string) =>
        ((await redis.config('GET', name).catch(() => [])) as string[])[1];
      return {
        version: info.get('redis_version') ?? 'unknown',
        maxmemoryPolicy: info.get('maxmemory_policy') ?? (await config('maxmemory-policy')),
        appendOnly: info.get('aof_enabled') === '1',
        snapshots: ((await config('save')) ?? '') !== '',
        usedBytes: Number(info.get('used_memory') ?? 0),
        maxBytes: Number(info.get('maxmemory') ?? 0),
        latencyMs,
      };
    });
  } finally {
    redis.disconnect();
  }
}

/** Lines of `name:value`. */
function readInfo(text: string): Map<string, string> {
  return new Map(
    text.split('\r\n').flatMap((line) => {
      const at = line.indexOf(':');
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
    }),
  );
}
