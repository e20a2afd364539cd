/**
 * A specification as the gRPC contract spells it. A number or text that is not set means its default. What has no field
 * comes as JSON, by the schema of the REST body.
 */
import { type JsonObject, NexError, parseJsonObject } from '@nex/core';
import type { BuildSpec } from '@nex/rpc';
import { CreateBuildBody } from '../../builds/parse-spec.ts';

/** Throws `invalid_request` naming the field. */
export function fromSpecMessage(spec: BuildSpec): CreateBuildBody {
  const parsed = CreateBuildBody.safeParse({
    ...optionsOf(spec),
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

/** Keys that the message has fields for. */
const FIELDS = [
  'frameworkId',
  'name',
  'queries',
  'samples',
  'seed',
  'difficulty',
  'languages',
  'concurrency',
] as const;

/** The other keys of the REST body. One that has a field of its own would have two meanings. */
function optionsOf({ optionsJson }: BuildSpec): JsonObject {
  if (optionsJson === '') return {};
  const options = parseJsonObject(optionsJson);
  if (!options) {
    throw new NexError('invalid_request', 'options_json is not a JSON object.', {
      where: 'spec.options_json',
    });
  }
  const twice = FIELDS.find((field) => Object.hasOwn(options, field));
  if (twice === undefined) return options;
  throw new NexError('invalid_request', `${twice} has a field of its own.`, {
    where: `spec.options_json.${twice}`,
    hint: 'Set the field of the message.',
  });
}
