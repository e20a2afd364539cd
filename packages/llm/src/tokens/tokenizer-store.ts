/** Tokenizers by their folder, each read once: one takes tens of megabytes and a second. */
import { NexError } from '@nex/core';
import { loadTokenizer, type Tokenizer } from './tokenizer.ts';

export interface TokenizerStore {
  /** @throws NexError `config_invalid` for a folder that is not allowed or holds none. */
  get(folder: string): Promise<Tokenizer>;
}

/** @param allowPath Which folders an agent may name. Default: any. */
export function createTokenizerStore(allowPath: (folder: string) => boolean = () => true): TokenizerStore {
  const known = new Map<string, Promise<Tokenizer>>();
  return {
    get(folder) {
      if (!allowPath(folder)) return Promise.reject(notAllowed());
      let loading = known.get(folder);
      if (!loading) {
        loading = loadTokenizer(folder);
        known.set(folder, loading);
        // A folder that is filled later is read then.
        loading.catch(() => known.delete(folder));
      }
      return loading;
    },
  };
}

function notAllowed(): NexError {
  return new NexError('config_invalid', 'The agent names a tokenizer that is not allowed here.', {
    where: 'llm_config.tokenizer_path',
    hint: 'Take one of the folders that the operator allows.',
  });
}
