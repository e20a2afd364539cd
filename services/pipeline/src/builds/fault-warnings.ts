/** Faults that can strike no call: a build with them would be one without, and nobody would know. */
import type { FaultRule } from '@nex/core';
import type { BuildBundle } from '../bundle/read-bundle.ts';
import { readCallables } from '../bundle/read-callables.ts';

export function faultWarnings(
  faults: readonly FaultRule[],
  { files, capabilities }: Pick<BuildBundle, 'files' | 'capabilities'>,
): string[] {
  const callables = readCallables(files, capabilities);
  return faults.flatMap(({ tools }, index) =>
    callables.isForAny(tools)
      ? []
      : [`tools.faults[${index}] is for calls of ${tools}, which no file of the framework names.`],
  );
}
