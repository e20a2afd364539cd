/** Tells how much room the file system of a folder has. */
import { statfs } from 'node:fs/promises';
import type { Metrics } from '@nex/core';

export function watchDisk(metrics: Metrics, directory: string): Disposable {
  const stack = new DisposableStack();
  stack.use(
    metrics.watch('nex_data_free_bytes', async () => {
      const { bavail, bsize } = await statfs(directory);
      return [{ value: bavail * bsize, labels: {} }];
    }),
  );
  stack.use(
    metrics.watch('nex_data_size_bytes', async () => {
      const { blocks, bsize } = await statfs(directory);
      return [{ value: blocks * bsize, labels: {} }];
    }),
  );
  return stack;
}
