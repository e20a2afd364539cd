export * from './create-metrics.ts';
export * from './gen-ai.ts';
export type { LangfuseOptions } from './langfuse.ts';
export * from './logger.ts';
export * from './span.ts';
export * from './start-telemetry.ts';
