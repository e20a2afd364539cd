export * from '../gen/nex/v1/common_pb.js';
export * from '../gen/nex/v1/generator_pb.js';
export * from '../gen/nex/v1/pipeline_pb.js';
export * from '../gen/nex/v1/runtime_pb.js';
export * from './client.ts';
export * from './convert.ts';
export type { CallOptions, Client, Implementation } from './define.ts';
export * from './server.ts';
