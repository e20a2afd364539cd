/** A check of a deployment: what it looks at, and what it finds. A check changes nothing. */
import type { Deployment } from './deployment.ts';

export const LEVELS = ['ok', 'warn', 'fail'] as const;
export type Level = (typeof LEVELS)[number];

export interface Finding {
  /** What was looked at: a service, a server, a variable. */
  subject: string;
  level: Level;
  /** In one line. Never holds a secret. */
  says: string;
  /** What to do; with every finding that is not ok. */
  todo?: string;
}

export interface CheckOptions {
  deployment: Deployment;
  signal: AbortSignal;
}

export interface Check {
  name: string;
  about: string;
  /** Takes long: left out with `--quick`. */
  slow?: true;
  /** Longest time in ms. Default 12,000. */
  limitMs?: number;
  /** May throw: then it is a finding that it could not be made. */
  run(options: CheckOptions): Promise<Finding[]>;
}

export const ok = (subject: string, says: string): Finding => ({ subject, level: 'ok', says });
export const warn = (subject: string, says: string, todo: string): Finding => ({
  subject,
  level: 'warn',
  says,
  todo,
});
export const fail = (subject: string, says: string, todo: string): Finding => ({
  subject,
  level: 'fail',
  says,
  todo,
});
