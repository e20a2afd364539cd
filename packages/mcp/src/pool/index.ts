export * from './create-pool.ts';
