/** A state as a word with a colour; the word alone says everything. */
import clsx from 'clsx';
import type { ReactNode } from 'react';

export type Tone = 'neutral' | 'active' | 'good' | 'warn' | 'bad';

const TONES: Record<Tone, string> = {
  neutral: 'bg-sunken text-muted',
  active: 'bg-accent-soft text-accent',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
};

export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={clsx(
        'inline-flex h-5 items-center gap-1 whitespace-nowrap rounded px-1.5 text-xs font-medium',
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}

const STATE_TONES: Record<string, Tone> = {
  queued: 'neutral',
  running: 'active',
  waiting: 'warn',
  paused: 'warn',
  completed: 'good',
  ready: 'good',
  done: 'good',
  failed: 'bad',
  cancelled: 'neutral',
};

/** Of a framework, run, build, stage or step. */
export function StateBadge({ state }: { state: string }) {
  return (
    <Badge tone={STATE_TONES[state] ?? 'neutral'}>
      {state === 'running' && <span className="size-1.5 animate-pulse rounded-full bg-current" />}
      {state}
    </Badge>
  );
}
