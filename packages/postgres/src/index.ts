export type { Binding } from './bound-pool.ts';
export * from './listen.ts';
export * from './migrate.ts';
export * from './pool.ts';
