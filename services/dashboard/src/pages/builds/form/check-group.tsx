/** Several of a few. */
export interface CheckGroupProps<T extends string> {
  label: string;
  hint?: string;
  options: readonly T[];
  chosen: readonly T[];
  /** In the order of the options. */
  onChange(chosen: T[]): void;
}

export function CheckGroup<T extends string>({ label, hint, options, chosen, onChange }: CheckGroupProps<T>) {
  const toggle = (option: T) =>
    onChange(options.filter((one) => (one === option ? !chosen.includes(one) : chosen.includes(one))));
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-muted">{label}</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1.5">
        {options.map((option) => (
          <label key={option} className="flex items-center gap-1.5">
            <input
              type="checkbox"
              className="size-3.5 accent-accent"
              checked={chosen.includes(option)}
              onChange={() => toggle(option)}
            />
            {option}
          </label>
        ))}
      </div>
      {hint !== undefined && <p className="mt-1 text-xs text-faint">{hint}</p>}
    </fieldset>
  );
}
