/** Whether Redis can be reached and keeps what is put into it. */
import { inspectRedis } from '@nex/queue';
import { type Check, type Finding, fail, ok, warn } from '../check.ts';

const FULL = 0.8;

export const redis: Check = {
  name: 'redis',
  about: 'Redis: reachable, throws nothing away, writes to disk, has room',
  async run({ deployment: { redisUrl } }) {
    if (redisUrl === undefined) return [ok('Redis', 'not used: jobs lie in Postgres')];
    const facts = await inspectRedis(redisUrl).catch(() => undefined);
    if (!facts) return [fail('Redis', 'cannot be reached', 'Start it, or correct REDIS_URL.')];
    const { version, maxmemoryPolicy, appendOnly, snapshots, usedBytes, maxBytes, latencyMs } = facts;
    const findings: Finding[] = [ok('Redis', `version ${version}, answers in ${latencyMs.toFixed(1)} ms`)];
    if (maxmemoryPolicy === undefined) {
      findings.push(
        warn('maxmemory-policy', 'the server does not tell it', 'See in its settings that it is noeviction.'),
      );
    } else if (maxmemoryPolicy !== 'noeviction') {
      findings.push(
        fail(
          'maxmemory-policy',
          `is ${maxmemoryPolicy}: when memory is short, jobs are thrown away`,
          'Set it to noeviction.',
        ),
      );
    }
    if (!appendOnly && !snapshots) {
      findings.push(
        warn(
          'persistence',
          'nothing is written to disk: after a restart jobs wait for the next sweep',
          'Set appendonly to yes.',
        ),
      );
    }
    if (maxBytes > 0 && usedBytes > maxBytes * FULL) {
      const share = Math.round((usedBytes / maxBytes) * 100);
      findings.push(warn('memory', `${share} % of maxmemory is in use`, 'Raise maxmemory.'));
    }
    return findings;
  },
};
