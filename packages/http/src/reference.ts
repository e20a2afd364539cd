/**
 * The interactive reference of an API, at `/reference`. Everything that it loads comes from this server, and its policy
 * lets nothing else in: no script in the page itself, no font, no request elsewhere.
 */
import type { FastifyInstance } from 'fastify';
import type { HttpServer } from './create-http-server.ts';

const PAGE = '/reference';
/** Below it the package has its script, and a page of its own that the policy keeps from working. */
const ASSETS = `${PAGE}/assets`;

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // The reference writes its theme into the page.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HTML = (title: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${title}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="icon" href="data:," />
  </head>
  <body>
    <div id="reference"></div>
    <script src="${ASSETS}/js/scalar.js"></script>
    <script src="${PAGE}/start.js"></script>
  </body>
</html>
`;

const START = `Scalar.createApiReference('#reference', ${JSON.stringify({
  url: '/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  showDeveloperTools: 'never',
  hideClientButton: true,
  agent: { disabled: true },
  mcp: { disabled: true },
})});
`;

/** Shows the document at `/openapi.json`. Before the server listens. */
export async function addReference(app: HttpServer, title: string): Promise<void> {
  // Loaded by those who serve it alone: the script is several megabytes.
  const { default: reference } = await import('@scalar/fastify-api-reference');
  await app.register(async (scope) => {
    const pages = scope as unknown as FastifyInstance;
    pages.addHook('onSend', async (_request, reply) => {
      reply.header('content-security-policy', POLICY).header('x-content-type-options', 'nosniff');
    });
    await pages.register(reference, { routePrefix: ASSETS, configuration: { url: '/openapi.json' } });
    const add = (path: string, type: string, text: string) =>
      pages.get(path, { schema: { hide: true } }, (_request, reply) =>
        reply.header('content-type', `${type}; charset=utf-8`).send(text),
      );
    add(PAGE, 'text/html', HTML(title));
    add(`${PAGE}/start.js`, 'text/javascript', START);
  });
}
