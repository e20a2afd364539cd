import { Search } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';

const PAUSE_MS = 250;

export interface SearchInputProps {
  label: string;
  value: string;
  /** Called a moment after the last key, with Enter, and before the focus goes elsewhere. */
  onChange(value: string): void;
}

/** The shortcut `/` puts the focus here. */
export function SearchInput({ label, value, onChange }: SearchInputProps) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  useEffect(() => {
    // What was told comes back as the value; more may have been typed since.
    if (value === told.current) return;
    told.current = value;
    setText(value);
  }, [value]);
  const tell = useCallback(() => {
    if (text === told.current) return;
    told.current = text;
    onChange(text);
  }, [text, onChange]);
  useEffect(() => {
    const timer = setTimeout(tell, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [tell]);
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
        onBlur={tell}
        onKeyDown={({ key }) => {
          if (key === 'Enter') tell();
        }}
        className="h-7 w-60 rounded border border-line-strong bg-surface pr-2 pl-7 text-sm placeholder:text-faint"
      />
    </div>
  );
}
