/**
 * The door of the program. Modules are compiled once and kept for the next call, and for the processes that this one
 * starts: half of the time of a short command is compiling. The folder is of the installation, not one that others may
 * write to; where it cannot be written, all is as without it.
 */
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
  new URL('../../../node_modules/.cache/compiled', import.meta.url),
);
enableCompileCache(process.env.NODE_COMPILE_CACHE);
await import('./run-process.ts');
