import clsx from 'clsx';

export interface ProgressBarProps {
  label: string;
  done: number;
  total: number;
  tone?: 'accent' | 'good' | 'bad' | 'warn';
}

const FILLS = { accent: 'bg-accent', good: 'bg-good-mark', bad: 'bg-bad-mark', warn: 'bg-warn-mark' };

export function ProgressBar({ label, done, total, tone = 'accent' }: ProgressBarProps) {
  const share = total === 0 ? 0 : Math.min(1, done / total);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
      className="h-1.5 w-full overflow-hidden rounded-full bg-sunken"
    >
      <div
        className={clsx('h-full rounded-full transition-[width]', FILLS[tone])}
        style={{ width: `${share * 100}%` }}
      />
    </div>
  );
}
