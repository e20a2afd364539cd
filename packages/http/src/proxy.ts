/** Apart, because only one service needs it and it loads 200 modules. */
export { default as httpProxy } from '@fastify/http-proxy';
