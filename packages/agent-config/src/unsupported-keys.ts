/**
 * Keys of the agent file that are understood and not carried out yet. What only watches (tracers, logging) or only
 * tunes NexAU's own machinery is noted in both modes; what would change the agent's behaviour is an error when strict.
 */
import type { AgentFile } from './agent-file.ts';
import { type ImportEntry, importName, importText } from './import-entry.ts';
import type { Loading } from './loading.ts';
import { whereIn } from './parse-shape.ts';

const OBSERVERS = new Set(['LoggingMiddleware', 'create_logging_hook', 'create_tool_logging_hook']);

const HOOK_KEYS = [
  'middlewares',
  'before_model_hooks',
  'after_model_hooks',
  'before_tool_hooks',
  'after_tool_hooks',
] as const;

const TUNING_KEYS = [
  'retry_attempts',
  'retry_backoff_max_seconds',
  'timeout',
  'max_running_subagents',
] as const;

export function setAsideUnsupported(
  loading: Loading,
  file: string,
  agent: AgentFile,
  isSubAgent: boolean,
): void {
  const setAside = (path: PropertyKey[], what: string): void => {
    const reason = `${what} not supported yet.`;
    loading.setAside(
      whereIn(file, path),
      reason,
      `Remove ${String(path[0])}, or load leniently to leave it out.`,
    );
  };
  for (const key of HOOK_KEYS) {
    for (const [index, entry] of (agent[key] ?? []).entries())
      hook(loading, file, key, index, entry, setAside);
  }
  for (const [index, entry] of (agent.tracers ?? []).entries()) {
    const where = whereIn(file, ['tracers', index]);
    loading.note(
      where,
      `The tracer "${importText(entry)}" is not started: the platform traces every run itself.`,
    );
  }
  for (const index of (agent.skills ?? []).keys()) setAside(['skills', index], 'Skills are');
  for (const [index, { use }] of (agent.plugins ?? []).entries()) {
    if (isSubAgent) loading.note(whereIn(file, ['plugins', index]), 'Plugins of a sub-agent have no effect.');
    else setAside(['plugins', index], `The plugin "${use}" cannot be used: plugins are`);
  }
  if (Object.keys(agent.sandbox_config ?? {}).length > 0)
    setAside(['sandbox_config'], 'Sandbox settings are');
  if (agent.token_counter) setAside(['token_counter'], 'Token counters of an agent are');
  if (agent.error_handler) setAside(['error_handler'], 'Error handlers are');
  if (agent.tool_call_mode === 'xml') {
    const hint = 'Use tool_call_mode: structured.';
    loading.setAside(whereIn(file, ['tool_call_mode']), 'Tool calls in XML are not supported yet.', hint);
  }
  for (const key of TUNING_KEYS) {
    if (agent[key] !== undefined)
      loading.note(whereIn(file, [key]), "The platform's own limits apply instead.");
  }
}

function hook(
  loading: Loading,
  file: string,
  key: string,
  index: number,
  entry: ImportEntry,
  setAside: (path: PropertyKey[], what: string) => void,
): void {
  const name = importName(entry);
  if (OBSERVERS.has(name)) {
    loading.note(whereIn(file, [key, index]), `"${name}" only logs; the platform logs every call itself.`);
  } else {
    setAside([key, index], `"${importText(entry)}" cannot run: ${key.replaceAll('_', ' ')} are`);
  }
}
