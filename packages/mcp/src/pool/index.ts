export * from './create-pool.ts';
export { type ToolDrift } from './tool-watch.ts';
