/** Options of lists of what has a time and a state. */
import { type Command, InvalidArgumentError, Option } from 'commander';

export interface MadeFilter<S extends string> {
  state?: S;
  since?: string;
  until?: string;
}

export function madeOptions(command: Command, states: readonly string[]): Command {
  return command
    .addOption(new Option('--state <state>', 'only those in this state (default: any)').choices(states))
    .option(
      '--since <time>',
      'made then or later, as in 2026-01-31T12:00:00Z or 2026-01-31 (default: ever)',
      time,
    )
    .option('--until <time>', 'made before then (default: until now)', time);
}

function time(text: string): string {
  const value = new Date(text);
  if (/^\d{4}-/.test(text) && !Number.isNaN(value.getTime())) return value.toISOString();
  throw new InvalidArgumentError('Give a time, as in 2026-01-31T12:00:00Z or 2026-01-31.');
}
