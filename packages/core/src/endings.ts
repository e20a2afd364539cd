/** Asking a service over gRPC for what has ended since a time. */
import * as z from 'zod';
import { NexError } from './error.ts';

const EndingsQuery = z.object({
  after: z.iso.datetime({ offset: true }),
  afterId: z.string().max(100),
  limit: z.number().int().min(1).max(1000),
});
export type EndingsQuery = z.infer<typeof EndingsQuery>;

/** Throws `invalid_request`. */
export function readEndingsQuery(request: EndingsQuery): EndingsQuery {
  const parsed = EndingsQuery.safeParse(request);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new NexError('invalid_request', `What has ended cannot be listed: ${issue?.message}.`, {
    where: issue?.path.join('.') || 'request',
  });
}
