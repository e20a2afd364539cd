import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const REPOSITORY = resolve(import.meta.dirname, '../../..');

export function readText(path: string): string {
  return readFileSync(join(REPOSITORY, path), 'utf8');
}
