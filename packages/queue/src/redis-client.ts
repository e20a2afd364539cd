/** A connection to Redis for libraries that bring their own commands. */
import { Redis } from 'ioredis';

export interface RedisClient extends AsyncDisposable {
  /** The driver's own client, for the library alone. */
  readonly driver: object;
}

/** Commands fail at once while Redis is away, so that nobody waits for it. */
export function createRedisClient(redisUrl: string): RedisClient {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1, enableOfflineQueue: false });
  // Without a listener a passing connection fault would end the process; commands report it themselves.
  redis.on('error', () => {});
  return {
    driver: redis,
    async [Symbol.asyncDispose]() {
      redis.disconnect();
    },
  };
}
