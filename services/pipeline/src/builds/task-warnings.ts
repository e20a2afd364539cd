/** What tasks ask of a framework that it does not have: their verifiers would drop every run. */
import { type BuildTask, WORKSPACE } from '@nex/core';
import type { BuildBundle } from '../bundle/read-bundle.ts';
import { readCallables } from '../bundle/read-callables.ts';
import { readServers } from '../bundle/read-servers.ts';

/** Tool servers whose state the tasks begin with or look at, each once. The folder of the run is none. */
export function serversOf(tasks: readonly BuildTask[]): string[] {
  const named = tasks.flatMap(({ verifiers, initialState = {} }) => [
    ...Object.keys(initialState),
    ...verifiers.flatMap((one) => (one.kind === 'final_state' ? [one.server] : [])),
  ]);
  return [...new Set(named)].filter((server) => server !== WORKSPACE);
}

/** @param stateless Those of `serversOf` that keep no files. */
export function taskWarnings(
  tasks: readonly BuildTask[],
  { files, capabilities }: Pick<BuildBundle, 'files' | 'capabilities'>,
  stateless: ReadonlySet<string>,
): string[] {
  const servers = readServers(files);
  const callables = readCallables(files, capabilities);
  return tasks.flatMap((task, index) => [
    ...serversOf([task]).flatMap((server) => {
      if (!servers.has(server)) {
        return [`tasks[${index}] is about the tool server ${server}, which no agent of the framework has.`];
      }
      if (!stateless.has(server)) return [];
      return [`tasks[${index}] is about the state of the tool server ${server}, which keeps none in files.`];
    }),
    ...[...new Set(callsOf(task))].flatMap((name) => {
      if (callables.names.has(name)) return [];
      const alias = callables.seenAs(name);
      if (alias !== undefined)
        return [`tasks[${index}] looks for calls of ${name}, which models see as ${alias}.`];
      if (callables.isMentioned(name)) return [];
      return [`tasks[${index}] looks for calls of ${name}, which no file of the framework names.`];
    }),
  ]);
}

function callsOf({ verifiers }: BuildTask): string[] {
  return verifiers.flatMap((one) =>
    one.kind === 'calls' ? [...(one.required ?? []), ...(one.forbidden ?? [])] : [],
  );
}
