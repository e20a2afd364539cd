/** Progress as bars that redraw in place. */
import cliProgress from 'cli-progress';
import { paceOf } from './pace.ts';
import type { Progress, ProgressTarget, StageView } from './progress.ts';

const FORMAT = '{name} {bar} {count} {rate} {time}';

export function barProgress({ stream, now = Date.now }: ProgressTarget): Progress {
  const bars = new Map<string, cliProgress.SingleBar>();
  const all = new cliProgress.MultiBar(
    {
      format: FORMAT,
      stream,
      barsize: 28,
      fps: 8,
      emptyOnZero: true,
      hideCursor: true,
      gracefulExit: false,
      linewrap: null,
      forceRedraw: true,
    },
    cliProgress.Presets.shades_classic,
  );
  let closed = false;
  const payload = (stage: StageView) => ({
    name: stage.name.padEnd(20),
    count: (stage.total === 0 ? '' : `${stage.done}/${stage.total}`).padStart(9),
    rate: paceOf(stage, now()).rate.padStart(8),
    time: stage.state === 'failed' ? 'failed' : paceOf(stage, now()).time,
  });
  const close = () => {
    if (closed) return;
    closed = true;
    all.stop();
  };
  return {
    update(stages) {
      if (closed) return;
      for (const stage of stages) {
        const total = Math.max(stage.total, 1);
        const value = stage.state === 'done' && stage.total === 0 ? 1 : stage.done;
        const bar = bars.get(stage.name) ?? all.create(total, value, payload(stage));
        bars.set(stage.name, bar);
        bar.setTotal(total);
        bar.update(value, payload(stage));
      }
      all.update();
    },
    note(line) {
      if (closed) stream.write(`${line}\n`);
      else all.log(`${line}\n`);
    },
    close,
    [Symbol.dispose]: close,
  };
}
