/** The name that stands beside decisions; this browser remembers it. */
import { useState } from 'react';

const STORAGE_KEY = 'nex.reviewer';

export interface Reviewer {
  /** Without spaces around it; empty until somebody says who they are. */
  name: string;
  typed: string;
  rename(name: string): void;
}

export function useReviewer(): Reviewer {
  const [name, setName] = useState(() => localStorage.getItem(STORAGE_KEY) ?? '');
  return {
    name: name.trim(),
    typed: name,
    rename(next) {
      setName(next);
      localStorage.setItem(STORAGE_KEY, next);
    },
  };
}
