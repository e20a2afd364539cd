/** How fast a stage goes and how long it will take at that pace. */
import type { StageView } from './progress.ts';
import { duration } from './text.ts';

export interface Pace {
  /** `3.2/s`, `14/min` below one a second, or empty before the first item. */
  rate: string;
  /** `12.0 s left`, `took 4.1 s`, or empty. */
  time: string;
}

export function paceOf(stage: StageView, now: number): Pace {
  if (stage.startedAt === undefined) return { rate: '', time: '' };
  const end = stage.finishedAt === undefined ? now : Date.parse(stage.finishedAt);
  const elapsedMs = Math.max(1, end - Date.parse(stage.startedAt));
  const perMinute = stage.ratePerMinute ?? (stage.done * 60_000) / elapsedMs;
  const rate = stage.done === 0 ? '' : rateText(perMinute);
  if (stage.state === 'done' || stage.state === 'failed') {
    // With the rate of a service it is the time at work, without pauses, so that the two agree.
    const tookMs = stage.ratePerMinute ? (stage.done * 60_000) / stage.ratePerMinute : elapsedMs;
    return { rate, time: `took ${duration(tookMs)}` };
  }
  if (stage.done === 0 || stage.total <= stage.done || stage.state === 'queued') return { rate, time: '' };
  const leftMs = stage.etaMs ?? ((stage.total - stage.done) * 60_000) / perMinute;
  return { rate, time: `${duration(leftMs)} left` };
}

function rateText(perMinute: number): string {
  const perSecond = perMinute / 60;
  if (perSecond >= 100) return `${Math.round(perSecond)}/s`;
  if (perSecond >= 1) return `${perSecond.toFixed(1)}/s`;
  return `${perMinute >= 10 ? Math.round(perMinute) : perMinute.toFixed(1)}/min`;
}
