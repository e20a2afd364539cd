/** Redis streams as a way out: what is appended is read by consumer groups of others. */
import { boundary } from '@nex/core';
import { openRedis } from './open-redis.ts';

export interface Streams extends AsyncDisposable {
  /** In order; the stream keeps about `keep` entries. Throws `unavailable`, and then some may have been appended. */
  append(stream: string, entries: readonly Readonly<Record<string, string>>[], keep: number): Promise<void>;
}

/** Connects at the first use. */
export function createStreams(redisUrl: string): Streams {
  const redis = openRedis(redisUrl, { lazyConnect: true, maxRetriesPerRequest: 3 });
  return {
    async append(stream, entries, keep) {
      await boundary('unavailable', 'Redis cannot be reached.', async () => {
        const pipeline = redis.pipeline();
        for (const entry of entries) {
          pipeline.xadd(stream, 'MAXLEN', '~', keep, '*', ...Object.entries(entry).flat());
        }
        const results = (await pipeline.exec()) ?? [];
        for (const [fault] of results) if (fault) throw fault;
      });
    },
    async [Symbol.asyncDispose]() {
      redis.disconnect();
    },
  };
}
