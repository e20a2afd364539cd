export { default as httpProxy } from '@fastify/http-proxy';
export * from './client-signal.ts';
export * from './create-http-server.ts';
export * from './openapi/answers.ts';
export * from './openapi/problem-responses.ts';
export * from './openapi/references.ts';
export * from './problem.ts';
export * from './request-id.ts';
export * from './server-sent-events.ts';
