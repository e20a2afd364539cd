/** How fast a stage goes and how long it will take at that pace. */
import type { StageView } from './progress.ts';
import { duration } from './text.ts';

export interface Pace {
  /** `3.2/s`, or empty before the first item. */
  rate: string;
  /** `12.0 s left`, `took 4.1 s`, or empty. */
  time: string;
}

export function paceOf(stage: StageView, now: number): Pace {
  if (stage.startedAt === undefined) return { rate: '', time: '' };
  const end = stage.finishedAt === undefined ? now : Date.parse(stage.finishedAt);
  const elapsedMs = Math.max(1, end - Date.parse(stage.startedAt));
  const perSecond = (stage.done * 1_000) / elapsedMs;
  const rate = stage.done === 0 ? '' : `${perSecond >= 100 ? Math.round(perSecond) : perSecond.toFixed(1)}/s`;
  if (stage.state === 'done' || stage.state === 'failed')
    return { rate, time: `took ${duration(elapsedMs)}` };
  if (stage.done === 0 || stage.total <= stage.done) return { rate, time: '' };
  return { rate, time: `${duration(((stage.total - stage.done) * 1_000) / perSecond)} left` };
}
