/** A connection to Redis for libraries that bring their own commands. */
import { openRedis } from './open-redis.ts';

export interface RedisClient extends AsyncDisposable {
  /** The driver's own client, for the library alone. */
  readonly driver: object;
}

/** Commands fail at once while Redis is away, so that nobody waits for it. */
export function createRedisClient(redisUrl: string): RedisClient {
  const redis = openRedis(redisUrl, { maxRetriesPerRequest: 1, enableOfflineQueue: false });
  return {
    driver: redis,
    async [Symbol.asyncDispose]() {
      redis.disconnect();
    },
  };
}
