export * from './check.ts';
export * from './entry.ts';
export { type Launch, type LaunchPlan } from './launch.ts';
export * from './load.ts';
export * from './snapshot.ts';
export * from './snapshot-catalogue.ts';
export * from './view.ts';
