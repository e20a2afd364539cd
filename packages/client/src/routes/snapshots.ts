/** Events whose data is the whole state of a framework or a build. */
import { NexError } from '@nex/core';
import type * as z from 'zod';
import { streamEvents } from '../event-stream.ts';
import type { CallOptions, Transport } from '../transport.ts';

export interface SnapshotOptions<T extends z.ZodType> extends CallOptions {
  path: string;
  schema: T;
  isLast(state: z.infer<T>): boolean;
  /** The state now, for when the server closes the stream early. */
  get(): Promise<z.infer<T>>;
}

const SETTLED = new Set(['ready', 'completed', 'failed', 'cancelled']);

export function isSettled(thing: { state: string }): boolean {
  return SETTLED.has(thing.state);
}

/** Yields each snapshot. The last one is of a state that `isLast` holds for. */
export async function* snapshots<T extends z.ZodType>(
  transport: Transport,
  options: SnapshotOptions<T>,
): AsyncGenerator<z.infer<T>> {
  const { schema, path, signal } = options;
  let unseen: z.infer<T> | undefined;
  const events = streamEvents(transport, {
    path,
    ...(signal ? { signal } : {}),
    isLast: (event) => {
      const parsed = schema.safeParse(event.data);
      return parsed.success && options.isLast(parsed.data);
    },
    isOver: async () => {
      const now = await options.get();
      if (options.isLast(now)) unseen = now;
      return unseen !== undefined;
    },
  });
  for await (const event of events) yield read(schema, event.data, path);
  if (unseen !== undefined) yield unseen;
}

/** Validates an event's data. Throws `internal`. */
export function read<T extends z.ZodType>(schema: T, data: unknown, where: string): z.infer<T> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new NexError('internal', 'An event does not have the form that this client knows.', {
    where: `${where}: ${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}`,
    hint: 'Are client and services of the same version?',
  });
}
