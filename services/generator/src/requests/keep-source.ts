/** The files of a framework that somebody wrote go where bundles are, by their digest; the request keeps that alone. */
import { bundleDigest, validateBundle } from '@nex/agent-config';
import { type FrameworkSource, NexError } from '@nex/core';
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

/** Throws `not_found`, `bundle_invalid`, `too_large`, and `invalid_request` for files in which there is no agent. */
export async function keepSource(db: Queryable, source: FrameworkSource): Promise<KeptSource> {
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
  const digest = bundleDigest(files);
  await insertBundle(db, digest, files);
  const sentence = model.sentence || descriptionOf(model) || model.title || model.name;
  return { digest, sentence, language: frameworkLanguage(model) };
}
