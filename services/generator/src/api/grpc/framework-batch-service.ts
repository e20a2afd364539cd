/** The gRPC face of the generator: batches. */
import { FrameworkBatchService, implement } from '@nex/rpc';
import { cancelBatch, createBatch, followBatch, getBatch, listBatchMembers } from '../../batches.ts';
import type { Context } from '../../context.ts';
import { fromBatchMessage, toBatchMessage, toMemberMessage } from './batch-message.ts';

const USUAL_MEMBERS = 50;
const MOST_MEMBERS = 200;

export function frameworkBatchService(context: Context) {
  return implement(FrameworkBatchService, {
    createFrameworkBatch: async (request) => {
      const body = fromBatchMessage(request);
      return { batch: toBatchMessage(await createBatch(context, body, request.idempotencyKey || undefined)) };
    },
    getFrameworkBatch: async ({ id }) => ({ batch: toBatchMessage(await getBatch(context, id)) }),
    async *watchFrameworkBatch({ id }, { signal }) {
      for await (const { batch } of followBatch(context, id, signal)) yield { batch: toBatchMessage(batch) };
    },
    listFrameworkBatchMembers: async ({ id, limit, cursor, state }) => {
      const page = {
        limit: Math.min(MOST_MEMBERS, Math.max(1, limit || USUAL_MEMBERS)),
        cursor: cursor || undefined,
        state: state || undefined,
      };
      const { items, nextCursor } = await listBatchMembers(context, id, page);
      return { members: items.map(toMemberMessage), nextCursor: nextCursor ?? '' };
    },
    cancelFrameworkBatch: async ({ id }) => ({ batch: toBatchMessage(await cancelBatch(context, id)) }),
  });
}
