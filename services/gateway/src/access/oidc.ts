/**
 * Bearer tokens of an OpenID Connect issuer. Signatures are checked against the issuer's published keys with asymmetric
 * algorithms only, so that neither an unsigned token nor one signed with a public key as a password gets through.
 */
import { DEFAULT_TENANT, isJsonObject, NexError, type Scope, TenantId } from '@nex/core';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { type Caller, greatestOf } from './caller.ts';

export interface OidcOptions {
  /** As it stands in the tokens; discovery is below it. */
  issuer: string;
  audience: string;
  /** Name of the claim, or its path with dots, that names the tenant. */
  tenantClaim: string;
  /** Tenant of tokens without that claim. Absent: they are refused. */
  fallbackTenant: string | undefined;
  /** Claim with words, as a list or in one text. */
  scopeClaim: string;
  /** What the words mean; other words mean nothing. */
  scopes: Readonly<Record<string, Scope>>;
}

export interface Oidc {
  /** Throws `unauthenticated` for a token that does not hold, `unavailable` when the issuer cannot be asked. */
  identify(token: string): Promise<Caller>;
}

const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_SKEW_SECONDS = 30;
const TIMEOUT_MS = 5000;
/** A token with an unknown key makes the keys be fetched again, but not more often. */
const REFETCH_MS = 5000;

export function createOidc(options: OidcOptions, { refetchMs = REFETCH_MS } = {}): Oidc {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  const findKeys = () => {
    keys ??= discover(options.issuer, refetchMs).catch((thrown: unknown) => {
      keys = undefined;
      throw thrown;
    });
    return keys;
  };
  return {
    async identify(token) {
      const found = await findKeys();
      const { payload } = await jwtVerify(token, found, {
        issuer: options.issuer,
        audience: options.audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_SKEW_SECONDS,
        requiredClaims: ['exp', 'sub'],
      }).catch((thrown: unknown) => {
        throw refusal(thrown);
      });
      return callerFrom(payload, options);
    },
  };
}

async function discover(issuer: string, refetchMs: number): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined);
  const document: unknown = answer?.ok ? await answer.json().catch(() => undefined) : undefined;
  if (!isJsonObject(document)) throw unreachable();
  const { issuer: named, jwks_uri: address } = document;
  if (named !== issuer || typeof address !== 'string' || !URL.canParse(address)) {
    throw new NexError(
      'unavailable',
      'The discovery document of the token issuer is not that of OIDC_ISSUER.',
    );
  }
  return createRemoteJWKSet(new URL(address), { cooldownDuration: refetchMs, timeoutDuration: TIMEOUT_MS });
}

function unreachable(): NexError {
  return new NexError('unavailable', 'The issuer of tokens cannot be reached.', {
    hint: 'Try again; API keys work meanwhile.',
  });
}

/** Says what is wrong with the token, and nothing of what is in it. */
function refusal(thrown: unknown): NexError {
  const refuse = (message: string) =>
    new NexError('unauthenticated', message, { hint: 'Get a new token from the issuer.', cause: thrown });
  if (thrown instanceof errors.JWTExpired) return refuse('The token has expired.');
  if (thrown instanceof errors.JWTClaimValidationFailed) {
    return refuse(`The claim ${thrown.claim} of the token is not the one that is taken here.`);
  }
  const bad = [
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWSSignatureVerificationFailed,
    errors.JWSInvalid,
    errors.JWTInvalid,
    errors.JWKSNoMatchingKey,
    errors.JWKSMultipleMatchingKeys,
  ].some((kind) => thrown instanceof kind);
  return bad ? refuse('The token is not one that the issuer signed.') : unreachable();
}

function callerFrom(payload: JWTPayload, options: OidcOptions): Caller {
  const tenant = TenantId.safeParse(claimOf(payload, options.tenantClaim) ?? options.fallbackTenant);
  if (!tenant.success) {
    throw new NexError('forbidden', `The token names no tenant in its claim ${options.tenantClaim}.`, {
      hint: `The claim holds the id of a tenant, such as ${DEFAULT_TENANT}.`,
    });
  }
  const said = claimOf(payload, options.scopeClaim);
  const words = typeof said === 'string' ? said.split(' ') : Array.isArray(said) ? said : [];
  const scope = greatestOf(
    words.flatMap((word) => (typeof word === 'string' && scopeOf(word, options.scopes)) || []),
  );
  if (scope === undefined) {
    throw new NexError('forbidden', `The token gives no right in its claim ${options.scopeClaim}.`, {
      hint: `Words that give one: ${Object.keys(options.scopes).join(', ')}.`,
    });
  }
  return { tenant: tenant.data, actor: actorOf(payload.sub ?? ''), scope, authenticated: true };
}

function scopeOf(word: string, scopes: OidcOptions['scopes']): Scope | undefined {
  return Object.hasOwn(scopes, word) ? scopes[word] : undefined;
}

/** The claim of that name, else what the path leads to: names of claims may hold dots themselves. */
function claimOf(payload: JWTPayload, path: string): unknown {
  if (Object.hasOwn(payload, path)) return payload[path];
  let value: unknown = payload;
  for (const name of path.split('.'))
    value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

const LONGEST_ACTOR = 200;

/** It goes into headers and rows: what is no printable ASCII is written as in addresses. */
function actorOf(subject: string): string {
  return `user:${subject.replaceAll(/[^!-~]/gu, (sign) => encodeURIComponent(sign)).slice(0, LONGEST_ACTOR)}`;
}
