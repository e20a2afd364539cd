/** Imports that only watch or count. The platform does both itself, so that they are told and not carried out. */
import type { AgentFile } from '../agent-file.ts';
import { importName, importText } from '../import-entry.ts';
import type { Loading } from '../loading.ts';
import { placed } from '../placed.ts';
import { TOKEN_COUNTER_IMPORTS } from './registry.ts';

/** Tracers and error handlers are noted in both modes; a token counter that nobody knows is an error when strict. */
export function noteObservers(loading: Loading, file: string, agent: AgentFile): void {
  for (const { entry, where } of placed(agent.tracers, file, 'tracers')) {
    const name = importText(entry);
    loading.note(where, `The tracer "${name}" is not started: the platform traces every run itself.`);
  }
  if (agent.error_handler !== undefined) {
    loading.note(
      `${file}: error_handler`,
      'A run that fails says so to its caller; nothing rewrites the error.',
    );
  }
  if (agent.token_counter === undefined) return;
  const name = importText(agent.token_counter);
  const where = `${file}: token_counter`;
  const reason = `The platform counts tokens itself and cannot run "${name}".`;
  if (TOKEN_COUNTER_IMPORTS.has(importName(name))) loading.note(where, reason);
  else loading.setAside(where, reason, 'Remove token_counter.');
}
