/** Fetches a framework's files from the generator and reads them. */
import { NexError } from '@nex/core';
import { type Client, type GeneratorService, retrying } from '@nex/rpc';
import { type BuildBundle, readBundle } from './read-bundle.ts';

/** Errors: the generator's; `bundle_invalid` when the files break their form or are not those of the digest. */
export async function fetchBundle(
  generator: Pick<Client<typeof GeneratorService>, 'getBundle'>,
  frameworkId: string,
  digest: string,
  signal: AbortSignal,
): Promise<BuildBundle> {
  const answer = await retrying(signal, () => generator.getBundle({ frameworkId }, { signal }));
  if (answer.digest !== digest) {
    throw new NexError('bundle_invalid', 'The framework is not the one that the build was made for.', {
      hint: 'Make a new build of the framework.',
    });
  }
  return readBundle(answer.digest, answer.files);
}
