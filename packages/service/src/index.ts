export * from './callers.ts';
export * from './environment.ts';
export * from './run-service.ts';
