import type { Context } from '../../context.ts';
import { findCassette } from '../../store/cassettes.ts';
import { cassetteNotFound } from '../http/cassettes/cassette-params.ts';
import type { Methods } from './index.ts';
import { tenantOf } from './own-methods.ts';

export function getCassette({ pool }: Context): Methods['getCassette'] {
  return async ({ name }, call) => {
    const found = await findCassette(pool, tenantOf(call), name);
    if (!found) throw cassetteNotFound(name);
    const { createdAt, calls, takes, outcomes, bytes } = found;
    const counts = { calls: BigInt(calls), takes: BigInt(takes), outcomes: BigInt(outcomes) };
    return { cassette: { name, createdAt, ...counts, bytes: BigInt(bytes) } };
  };
}
