/** A specification as the gRPC contract spells it. A number or text that is not set means its default. */
import { NexError } from '@nex/core';
import type { BuildSpec } from '@nex/rpc';
import { CreateBuildBody } from '../../builds/parse-spec.ts';

/** Throws `invalid_request` naming the field. */
export function fromSpecMessage(spec: BuildSpec): CreateBuildBody {
  const parsed = CreateBuildBody.safeParse({
    frameworkId: spec.frameworkId,
    ...(spec.name === '' ? {} : { name: spec.name }),
    ...(spec.queries === 0 ? {} : { queries: spec.queries }),
    ...(spec.samples === 0 ? {} : { samples: spec.samples }),
    ...(spec.seed === 0 ? {} : { seed: spec.seed }),
    ...(spec.difficulty
      ? {
          difficulty: {
            easy: spec.difficulty.easy,
            medium: spec.difficulty.medium,
            hard: spec.difficulty.hard,
          },
        }
      : {}),
    ...(spec.languages.length === 0 ? {} : { languages: [...spec.languages] }),
    ...(spec.concurrency === 0 ? {} : { concurrency: spec.concurrency }),
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new NexError('invalid_request', `${issue?.message ?? 'The specification is malformed'}.`, {
    where: `spec.${issue?.path.join('.') ?? ''}`,
  });
}
