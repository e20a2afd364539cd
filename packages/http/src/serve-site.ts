/**
 * A site of static files beside an API. Files whose names carry a hash of their content are cached for good, everything
 * else is asked for again each time. A path that is neither a file nor of the API gets the page, which knows its own routes.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpServer } from './create-http-server.ts';

const PAGE = 'index.html';
const FOR_GOOD = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

export interface SiteOptions {
  /** Folder of a build: `index.html`, and `assets/` with hashed names. Copies `.br` and `.gz` are sent to who takes them. */
  directory: string;
  /** True for paths of the API: what is missing there is no page. */
  isApiPath(path: string): boolean;
}

export interface Site {
  /** True for what a browser asks a page with. */
  isPage(request: FastifyRequest): boolean;
  sendPage(reply: FastifyReply): FastifyReply;
}

/** Undefined when there is no build in the folder. */
export async function serveSite(
  app: HttpServer,
  { directory, isApiPath }: SiteOptions,
): Promise<Site | undefined> {
  if (!existsSync(join(directory, PAGE))) return undefined;
  const { default: fastifyStatic } = await import('@fastify/static');
  await (app as unknown as FastifyInstance).register(fastifyStatic, {
    root: directory,
    preCompressed: true,
    cacheControl: false,
    dotfiles: 'ignore',
    setHeaders(reply, path) {
      const hashed = path.startsWith(join(directory, 'assets'));
      reply.header('cache-control', hashed ? FOR_GOOD : ASK_AGAIN);
    },
  });
  return {
    isPage({ method, url, headers }) {
      const path = url.split('?')[0] ?? '';
      const isRead = method === 'GET' || method === 'HEAD';
      const isFile = path.startsWith('/assets/');
      return isRead && !isFile && !isApiPath(path) && /text\/html|\*\/\*/.test(headers.accept ?? '*/*');
    },
    sendPage: (reply) => reply.sendFile(PAGE),
  };
}
