export * from './callers.ts';
export * from './environment.ts';
export * from './run-model-keys.ts';
export * from './run-service.ts';
export * from './secret-cipher.ts';
export * from './secret-keys.ts';
export * from './watch-disk.ts';
