export type { Binding } from './bound-pool.ts';
export * from './compare-migrations.ts';
export * from './ended-after.ts';
export * from './gather.ts';
export * from './listen.ts';
export * from './made-within.ts';
export * from './migrate.ts';
export * from './pool.ts';
