/**
 * A directory that appears whole or not at all: it is filled beside its place and moved there by renaming. What
 * stood there before is moved aside first, put back if the move fails, and removed last. Between the two renames
 * the place is empty for an instant; it never holds a part. Disposing without publishing removes everything.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

export class Staging implements AsyncDisposable {
  /** Where to write. */
  readonly path: string;
  readonly #target: string;

  private constructor(path: string, target: string) {
    this.path = path;
    this.#target = target;
  }

  /** Makes the parents of `target` that are missing. */
  static async beside(target: string): Promise<Staging> {
    const place = resolve(target);
    await mkdir(dirname(place), { recursive: true });
    const path = await mkdtemp(join(dirname(place), `.${basename(place)}.partial-`));
    await chmod(path, 0o755);
    return new Staging(path, place);
  }

  async publish(): Promise<void> {
    const old = join(
      dirname(this.#target),
      `.${basename(this.#target)}.old-${randomBytes(6).toString('hex')}`,
    );
    const replaced = await moved(this.#target, old);
    try {
      await rename(this.path, this.#target);
    } catch (thrown) {
      if (replaced) await rename(old, this.#target);
      throw thrown;
    }
    await rm(old, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

/** False when there is nothing at `from`. */
async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return false;
    throw thrown;
  }
}
