/** Things to name: real ids make requests reach further than ids that are made up. */
import { bundleOf, makeBelongings } from '../isolation/belongings.ts';
import type { Door } from '../isolation/door.ts';
import { type Call, MATRIX } from '../isolation/matrix.ts';

export interface Things {
  /** `METHOD path` of an operation → requests to it that name what exists. */
  calls: Readonly<Record<string, readonly Call[]>>;
  /** Values that exist, by the name of the property that takes them. */
  known: Readonly<Record<string, readonly unknown[]>>;
}

/** A finished run, framework, build and data set, a team, a cassette, rollouts, keys: one of each. */
export async function prepareThings(door: Door, modelUrl: string): Promise<Things> {
  const of = await makeBelongings(door, 'fuzzed', modelUrl);
  const files = bundleOf('fuzzed');
  const calls = Object.entries(MATRIX).map(([operation, entry]) => [operation, entry.calls(of)] as const);
  return {
    calls: Object.fromEntries(calls),
    known: {
      frameworkDigest: [of.bundle],
      frameworkId: [of.framework],
      continuesRunId: [of.run],
      files: [files],
      agent: ['lead.yaml'],
      leader: ['lead.yaml'],
      model: ['helper'],
      sentence: ['A team that reads the clock.'],
    },
  };
}
