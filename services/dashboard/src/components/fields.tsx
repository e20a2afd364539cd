/** Inputs of forms and filters. Each has a label that is seen or read out. */
import clsx from 'clsx';
import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from 'react';

const FIELD =
  'h-7 rounded border border-line-strong bg-surface px-2 text-sm text-ink placeholder:text-faint disabled:opacity-60';

export function Field({
  label,
  hint,
  children,
}: {
  label: string;
  hint?: ReactNode;
  children(id: string): ReactNode;
}) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs font-medium text-muted">
        {label}
      </label>
      {children(id)}
      {hint !== undefined && <p className="text-xs text-faint">{hint}</p>}
    </div>
  );
}

export function TextInput({ className, ...rest }: InputHTMLAttributes<HTMLInputElement>) {
  return <input className={clsx(FIELD, className)} {...rest} />;
}

export interface Option {
  value: string;
  label: string;
}

export interface SelectProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> {
  options: readonly Option[];
  onChange(value: string): void;
}

export function Select({ options, onChange, className, ...rest }: SelectProps) {
  return (
    <select
      className={clsx(FIELD, 'pr-6', className)}
      onChange={(event) => onChange(event.target.value)}
      {...rest}
    >
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}

/** A choice of a few, all seen. */
export function Segments({
  label,
  options,
  value,
  onChange,
}: {
  label: string;
  options: readonly Option[];
  value: string;
  onChange(value: string): void;
}) {
  return (
    <div
      role="group"
      aria-label={label}
      className="inline-flex rounded border border-line-strong bg-surface p-0.5"
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={clsx(
            'h-5.5 rounded-xs px-2 text-xs font-medium',
            option.value === value ? 'bg-accent-soft text-accent' : 'text-muted hover:text-ink',
          )}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
