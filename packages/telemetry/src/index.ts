export * from './gen-ai.ts';
export * from './logger.ts';
export * from './span.ts';
export * from './start-telemetry.ts';
