import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';

const PAUSE_MS = 250;

export interface SearchInputProps {
  label: string;
  value: string;
  /** Called a moment after the last key. */
  onChange(value: string): void;
}

/** The shortcut `/` puts the focus here. */
export function SearchInput({ label, value, onChange }: SearchInputProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <div className="relative">
      <Search aria-hidden className="absolute top-1.75 left-2 size-3.5 text-faint" />
      <input
        type="search"
        data-search
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="h-7 w-60 rounded border border-line-strong bg-surface pr-2 pl-7 text-sm placeholder:text-faint"
      />
    </div>
  );
}
