/** Whether a binding resolves, without loading the agent that it is written for. */
import { NexError } from '@nex/core';
import type { FileSource } from '../file-source.ts';
import type { LoadOptions } from '../load-options.ts';
import { Loading } from '../loading.ts';
import { resolveBinding, type WrittenBinding } from './resolve-binding.ts';

export type { WrittenBinding } from './resolve-binding.ts';

/** What loading would say of the binding; `undefined` when it resolves. */
export async function checkBinding(
  source: FileSource,
  written: WrittenBinding,
  options: LoadOptions,
): Promise<NexError | undefined> {
  try {
    await resolveBinding(new Loading(source, options), written);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof NexError) return thrown;
    throw thrown;
  }
}
