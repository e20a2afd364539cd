/** The catalogue is committed and shared, so no secret may get into it: keys are named, their values stay outside. */
import { NexError } from '@nex/core';
import { secretsOf } from '../alias/secrets.ts';
import type { ServerDraft } from './import-config.ts';

const SECRET_HEADER = /auth|key|token|cookie|secret/i;

/** Throws `invalid_request` that names where the secret stands, and not what it is. */
export function refuseSecrets({
  source,
  env,
  headers,
}: Pick<ServerDraft, 'source' | 'env' | 'headers'>): void {
  const inEnv = Object.keys(env).find((name) => secretsOf({ env: { [name]: env[name] ?? '' } }).length > 0);
  const inHeaders = Object.keys(headers).find((name) => {
    return SECRET_HEADER.test(name) && !(headers[name] ?? '').includes('${');
  });
  const inUrl =
    source.kind === 'url' && secretsOf({ url: source.url }).length > 0 ? 'the address' : undefined;
  const where = inEnv ?? inHeaders ?? inUrl;
  if (where === undefined) return;
  throw new NexError(
    'invalid_request',
    `The value of ${where} looks like a secret, and the catalogue is shared.`,
    {
      where,
      hint: 'Name the variable with --key and set it in the environment; a header may hold ${NAME}.',
    },
  );
}
