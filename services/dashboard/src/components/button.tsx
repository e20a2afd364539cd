import clsx from 'clsx';
import type { ButtonHTMLAttributes } from 'react';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` once per view at most; `danger` for what cannot be taken back. */
  look?: 'primary' | 'plain' | 'quiet' | 'danger';
}

const LOOKS = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong border-transparent',
  plain: 'bg-surface text-ink hover:bg-sunken border-line-strong',
  quiet: 'bg-transparent text-muted hover:bg-sunken hover:text-ink border-transparent',
  danger: 'bg-surface text-bad hover:bg-bad-soft border-line-strong',
};

export function Button({ look = 'plain', className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={clsx(buttonClass(look), className)} {...rest} />;
}

/** For links that look like buttons. */
export function buttonClass(look: keyof typeof LOOKS = 'plain'): string {
  return clsx(
    'inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded border px-2.5 text-sm font-medium',
    'transition-colors disabled:cursor-not-allowed disabled:opacity-55 [&_svg]:size-3.5 [&_svg]:shrink-0',
    LOOKS[look],
  );
}

/** A button that shows a picture alone: its name is for those who do not see it, and in the tooltip of the browser. */
export function IconButton({ label, className, ...rest }: Omit<ButtonProps, 'title'> & { label: string }) {
  return (
    <Button look="quiet" aria-label={label} title={label} className={clsx('px-1.5!', className)} {...rest} />
  );
}
