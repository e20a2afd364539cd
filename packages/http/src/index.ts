export { default as cors } from '@fastify/cors';
export { default as helmet } from '@fastify/helmet';
export { default as httpProxy } from '@fastify/http-proxy';
export * from './client-signal.ts';
export * from './create-http-server.ts';
export * from './problem.ts';
export * from './serve-site.ts';
export * from './server-sent-events.ts';
