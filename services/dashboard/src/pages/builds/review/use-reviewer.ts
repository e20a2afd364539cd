/** The name that stands beside decisions; this browser remembers it. */
import { useState } from 'react';

const STORAGE_KEY = 'nex.reviewer';

export interface Reviewer {
  name: string;
  rename(name: string): void;
}

export function useReviewer(): Reviewer {
  const [name, setName] = useState(() => localStorage.getItem(STORAGE_KEY) ?? '');
  return {
    name: name.trim(),
    rename(next) {
      setName(next);
      localStorage.setItem(STORAGE_KEY, next);
    },
  };
}
