/** The servers that tests run on, started together. */
import { startTestPostgres } from './postgres.ts';
import { startTestRedis } from './redis.ts';

export interface TestServers extends AsyncDisposable {
  postgresUrl: string;
  redisUrl: string | null;
  /** What each tier runs on, or why it cannot be had. */
  tiers: { postgres: string; redis: string };
}

/** Takes what the environment gives, else starts it. Throws when there is no Postgres: nothing runs without. */
export async function startTestServers(env: NodeJS.ProcessEnv = process.env): Promise<TestServers> {
  const [postgres, redis] = await Promise.all([startTestPostgres(env), startTestRedis(env)]);
  return {
    postgresUrl: postgres.url ?? '',
    redisUrl: redis.url,
    tiers: { postgres: postgres.tier, redis: redis.tier },
    async [Symbol.asyncDispose]() {
      await Promise.all([postgres.stop(), redis.stop()]);
    },
  };
}
