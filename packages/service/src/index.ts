export * from './callers.ts';
export * from './environment.ts';
export * from './run-model-keys.ts';
export * from './run-service.ts';
export * from './watch-disk.ts';
