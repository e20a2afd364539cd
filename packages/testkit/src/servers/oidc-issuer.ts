/** An OpenID Connect issuer for tests: discovery, keys that can be exchanged, and tokens of any kind, bad ones too. */
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TokenOptions {
  /** Laid over `iss`, `aud`, `sub`, `iat` and `exp`; `undefined` takes a claim away. */
  claims?: Record<string, unknown>;
  /** `RS256`: with the issuer's key. `HS256`: with its public key as the password. `none`: unsigned. Default RS256. */
  alg?: 'RS256' | 'HS256' | 'none';
  /** Signs with a key that was never published, under the published one's name. */
  foreignKey?: boolean;
}

export interface TestIssuer extends AsyncDisposable {
  readonly issuer: string;
  readonly audience: string;
  token(options?: TokenOptions): string;
  /** From now on tokens are signed with another key, and only that is published. */
  rotate(): void;
  /** How often its keys were fetched. */
  readonly fetches: number;
}

interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

export async function startTestIssuer(): Promise<TestIssuer> {
  let count = 0;
  const make = (): SigningKey => ({
    kid: `key-${(count += 1)}`,
    ...generateKeyPairSync('rsa', { modulusLength: 2048 }),
  });
  let key = make();
  let fetches = 0;
  let issuer = '';
  const server = createServer((request, response) => {
    const send = (value: unknown) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    if (request.url === '/.well-known/openid-configuration')
      return send({ issuer, jwks_uri: `${issuer}/keys` });
    if (request.url !== '/keys') return response.writeHead(404).end();
    fetches += 1;
    send({ keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: key.kid, use: 'sig', alg: 'RS256' }] });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const audience = 'nex';
  return {
    issuer,
    audience,
    get fetches() {
      return fetches;
    },
    rotate: () => void (key = make()),
    token({ claims = {}, alg = 'RS256', foreignKey = false } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const standard = { iss: issuer, aud: audience, sub: 'person-1', iat: now, exp: now + 300 };
      const text = [
        { alg, kid: key.kid, typ: 'JWT' },
        { ...standard, ...claims },
      ]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.');
      return `${text}.${signatureOf(text, alg, foreignKey ? make() : key)}`;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function signatureOf(text: string, alg: TokenOptions['alg'], { privateKey, publicKey }: SigningKey): string {
  if (alg === 'none') return '';
  if (alg === 'HS256') {
    const password = publicKey.export({ format: 'pem', type: 'spki' });
    return createHmac('sha256', password).update(text).digest('base64url');
  }
  return sign('sha256', Buffer.from(text), privateKey).toString('base64url');
}
