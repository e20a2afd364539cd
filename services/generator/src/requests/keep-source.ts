/** The files of a framework that somebody wrote go where bundles are, by their digest; the request keeps that alone. */
import { bundleDigest, validateBundle } from '@nex/agent-config';
import { type FrameworkSource, MAX_AGENTS, NexError } from '@nex/core';
import { readFrameworkModel } from '@nex/framework';
import type { Queryable } from '@nex/postgres';
import { descriptionOf, frameworkLanguage } from '../adoption/adopt-framework.ts';
import { findBundle, insertBundle } from '../store/bundles.ts';

export interface KeptSource {
  digest: string;
  /** What it was made from, else what it is for. */
  sentence: string;
  language: string;
}

/**
 * `isExtended`: a sentence says what it shall do in addition. Throws `not_found`, `bundle_invalid`, `too_large`, and
 * `invalid_request` for files in which there is no agent, or no room for the agents of an extension.
 */
export async function keepSource(
  db: Queryable,
  source: FrameworkSource,
  { isExtended }: { isExtended: boolean },
): Promise<KeptSource> {
  const files = 'files' in source ? source.files : await findBundle(db, source.digest);
  if (!files) {
    throw new NexError('not_found', 'There are no files of this digest.', {
      where: 'from.digest',
      hint: 'Name the digest of a framework that is ready, or send the files.',
    });
  }
  validateBundle(files);
  const model = readFrameworkModel(files);
  if (model.agents.length === 0) {
    throw new NexError('invalid_request', 'The files hold no agent that could be read.', {
      where: 'from.files',
      hint: 'Send the whole folder of framework.yaml or framework_config.yaml; nex lint shows what is wrong with it.',
    });
  }
  if (isExtended && model.agents.length >= MAX_AGENTS) {
    throw new NexError(
      'invalid_request',
      `The framework has ${model.agents.length} agents already, and at most ${MAX_AGENTS} are possible.`,
      { where: 'sentence', hint: 'Leave the sentence out to have it mended, or take agents away first.' },
    );
  }
  const digest = bundleDigest(files);
  await insertBundle(db, digest, files);
  const sentence = model.sentence || descriptionOf(model) || model.title || model.name;
  return { digest, sentence, language: frameworkLanguage(model) };
}
