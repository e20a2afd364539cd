/** What browsers are told: whose pages may call, and what the gateway's own pages may load. */
import { cors, type HttpServer, helmet } from '@nex/http';
import { isLoopback } from '@nex/service';
import type { Config } from '../config.ts';

/** Answers may be read by the pages of others only where `CORS_ORIGINS` names them. */
export async function addSafeHeaders(app: HttpServer, { corsOrigins, host }: Config): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // Component libraries place menus and rows by styles of single elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
        workerSrc: ["'self'", 'blob:'],
      },
    },
    // Browsers would hold 127.0.0.1 to TLS for everything else that runs there.
    strictTransportSecurity: isLoopback(host) ? false : { maxAge: 31_536_000 },
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
  });
  if (corsOrigins.length === 0) return;
  await app.register(cors, {
    origin: [...corsOrigins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'authorization',
      'content-type',
      'idempotency-key',
      'if-match',
      'if-none-match',
      'last-event-id',
      'x-api-key',
    ],
    exposedHeaders: [
      'etag',
      'link',
      'location',
      'nex-request-id',
      'ratelimit-limit',
      'ratelimit-remaining',
      'ratelimit-reset',
      'retry-after',
    ],
    maxAge: 600,
  });
}
