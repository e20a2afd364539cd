export * from './create-pool.ts';
export { readState } from './read-state.ts';
export { type ToolDrift } from './tool-watch.ts';
