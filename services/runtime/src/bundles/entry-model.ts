/** The model that a bundle's entry agent asks, for whoever paces runs by it. */
import { type Model, NexError } from '@nex/core';
import type { Context } from '../context.ts';
import { chooseModel } from '../runs/choose-model.ts';
import type { BundleContents } from '../store/bundles.ts';
import { loadBundleAgent } from './load-run-agent.ts';

/** `undefined` without an entry agent, and for one that needs values of its run to be loaded. */
export async function entryModelOf(
  context: Context,
  { digest, entry }: Pick<BundleContents, 'digest' | 'entry'>,
): Promise<Pick<Model, 'name' | 'provider'> | undefined> {
  if (entry === null) return undefined;
  try {
    const { model } = await loadBundleAgent(context, digest, entry, new Date());
    const { name, provider } = chooseModel(context, model);
    return { name, provider };
  } catch (thrown) {
    if (thrown instanceof NexError && thrown.code !== 'unavailable') return undefined;
    throw thrown;
  }
}
