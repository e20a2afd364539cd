/** Collects the warnings of one trajectory; the same one in many places is one with a count. */
import type { ImportWarning, ImportWarningCode } from './importer.ts';

export class Notes {
  readonly #warnings = new Map<string, ImportWarning>();

  add(code: ImportWarningCode, where: string, note: string): void {
    const key = `${code} ${note}`;
    const known = this.#warnings.get(key);
    if (known) known.count += 1;
    else this.#warnings.set(key, { code, where, note, count: 1 });
  }

  /** In the order in which they were first found. */
  list(): ImportWarning[] {
    return [...this.#warnings.values()];
  }
}
