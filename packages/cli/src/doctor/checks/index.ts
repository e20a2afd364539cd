/** The checks, in the order of the report: what others stand on comes first. */
import type { Check } from '../check.ts';
import { catalogue } from './catalogue.ts';
import { clocks } from './clocks.ts';
import { database } from './database.ts';
import { disk } from './disk.ts';
import { environment } from './environment.ts';
import { keys } from './keys.ts';
import { migrations } from './migrations.ts';
import { models } from './models.ts';
import { queue } from './queue.ts';
import { redis } from './redis.ts';
import { sandboxes } from './sandboxes.ts';
import { services } from './services.ts';

export const CHECKS: readonly Check[] = [
  environment,
  services,
  database,
  migrations,
  redis,
  queue,
  models,
  clocks,
  disk,
  sandboxes,
  keys,
  catalogue,
];
