/** An expression: the sum of the column `usage` over the rows of a select, in the form of `SummedUsage`. */
import { Usage } from '@nex/core';
import { type Sql, sql } from '@nex/postgres';
import * as z from 'zod';

export const SummedUsage = Usage.extend({
  /** Model calls of the rows that have no price: with one, `costUsd` is not the whole sum. */
  unpricedCalls: z.number(),
});

export const SUMMED_USAGE: Sql = sql`jsonb_build_object(
    'inputTokens', coalesce(sum((usage->>'inputTokens')::bigint), 0),
    'outputTokens', coalesce(sum((usage->>'outputTokens')::bigint), 0),
    'cachedInputTokens', coalesce(sum((usage->>'cachedInputTokens')::bigint), 0),
    'reasoningTokens', coalesce(sum((usage->>'reasoningTokens')::bigint), 0),
    'modelCalls', coalesce(sum((usage->>'modelCalls')::bigint), 0),
    'unpricedCalls', coalesce(sum(coalesce((usage->>'unpricedCalls')::bigint,
      case when usage->>'costUsd' is null then (usage->>'modelCalls')::bigint end)), 0))
  || jsonb_strip_nulls(jsonb_build_object(
    'cacheWriteTokens', sum((usage->>'cacheWriteTokens')::bigint),
    'throttledCalls', sum((usage->>'throttledCalls')::bigint),
    'costUsd', sum((usage->>'costUsd')::float8)))`;
