import { readEndingsQuery } from '@nex/core';
import type { Context } from '../../context.ts';
import { listEndedRuns as list } from '../../store/list-ended.ts';
import type { Methods } from './index.ts';
import { tenantOf } from './own-methods.ts';

export function listEndedRuns({ pool }: Context): Methods['listEndedRuns'] {
  return async ({ byPlatform, ...request }, call) => ({
    endings: await list(pool, tenantOf(call), { ...readEndingsQuery(request), byPlatform }),
  });
}
