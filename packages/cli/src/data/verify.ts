/** Counts a data set again from its files and compares it with its manifest. */
import { NexError } from '@nex/core';

/** Throws `internal` with every disagreement. */
export async function verifyDataSet(folder: string, signal?: AbortSignal): Promise<void> {
  // Lazy: it loads a database engine, which no other command needs.
  const { recountDataSet } = await import('@nex/dataset');
  const disagreements = await recountDataSet(folder, signal);
  if (disagreements.length === 0) return;
  const list = disagreements.map(({ what, claimed, found }) => `${what}: ${claimed} claimed, ${found} found`);
  throw new NexError('internal', `The data set is not what its manifest says: ${list.join('; ')}.`, {
    hint: 'Export it again: `nex export <build id> --verify`.',
  });
}
