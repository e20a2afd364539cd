/** Progress as plain lines: one for each change of a stage, at most one a second; its end always. */
import { paceOf } from './pace.ts';
import type { Progress, ProgressTarget, StageView } from './progress.ts';

const LEAST_GAP_MS = 1_000;

export function lineProgress({ stream, now = Date.now }: ProgressTarget): Progress {
  const shown = new Map<string, { text: string; at: number; state: StageView['state'] }>();
  const show = (stage: StageView) => {
    const text = `${stage.state} ${stage.done}/${stage.total}`;
    const before = shown.get(stage.name);
    if (stage.state === 'queued' || before?.text === text) return;
    const changedState = before?.state !== stage.state;
    if (!changedState && now() - (before?.at ?? 0) < LEAST_GAP_MS) return;
    shown.set(stage.name, { text, at: now(), state: stage.state });
    const { rate, time } = paceOf(stage, now());
    const parts = [`${stage.name}:`, `${stage.done}/${stage.total}`, rate, time];
    if (stage.state === 'failed') parts.push('failed');
    stream.write(`${parts.filter(Boolean).join(' ')}\n`);
  };
  return {
    update: (stages) => stages.forEach(show),
    note: (line) => stream.write(`${line}\n`),
    close() {},
    [Symbol.dispose]() {},
  };
}
