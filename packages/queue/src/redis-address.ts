/**
 * Where Redis is, from one text: a server, the sentinels that know the master, or some nodes of a cluster.
 *
 *     redis://[user:password@]host[:port][/database]
 *     redis+sentinel://[user:password@]host[:port],host[:port]/master[/database]
 *     redis+cluster://[user:password@]host[:port],host[:port]
 *
 * With `rediss` every connection is over TLS, and certificates are checked. Options follow a question mark: `ca=FILE`,
 * certificates to trust beside those of the system (PEM); `sentinelUser`, `sentinelPassword`. What has a meaning in
 * addresses is written percent-encoded.
 */
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { NexError } from '@nex/core';
import type { RedisOptions as DriverOptions } from 'ioredis';

/** Those that BullMQ and the driver agree on. */
export type RedisOptions = Omit<DriverOptions, 'retryStrategy'>;

export interface RedisNode {
  host: string;
  port: number;
}

export type RedisAddress =
  /** One server, or the master that sentinels name: `options` say which. */
  | { kind: 'server' | 'sentinel'; options: RedisOptions }
  /** `nodes` are asked where the others are. */
  | { kind: 'cluster'; nodes: RedisNode[]; options: RedisOptions };

const PORT = 6379;
const SENTINEL_PORT = 26_379;
const FORM =
  /^redis(?<tls>s?)(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<account>[^@/?]*)@)?(?<hosts>[^@/?]+)(?:\/(?<path>[^?]*))?(?:\?(?<query>.*))?$/;
const OPTIONS = new Set(['ca', 'sentinelUser', 'sentinelPassword']);

/** Throws `config_invalid`, without anything of the text, which holds a password. */
export function readRedisAddress(text: string): RedisAddress {
  const parts = FORM.exec(text)?.groups;
  if (!parts) throw wrong('it has none of the forms that are known');
  const query = new URLSearchParams(parts.query ?? '');
  for (const name of query.keys()) if (!OPTIONS.has(name)) throw wrong(`it has no option ${name}`);
  const options: RedisOptions = { ...accountOf(parts.account), ...(parts.tls ? { tls: tlsOf(query) } : {}) };
  const path = (parts.path ?? '').split('/').filter((part) => part !== '');
  const hosts = parts.hosts ?? '';
  if (parts.kind === 'cluster') {
    if (path.length > 0) throw wrong('a cluster has no databases');
    return { kind: 'cluster', nodes: nodesOf(hosts, PORT), options };
  }
  if (parts.kind === 'sentinel') {
    const [name, database, ...more] = path;
    if (name === undefined || more.length > 0)
      throw wrong('after the sentinels comes the name of their master');
    return {
      kind: 'sentinel',
      options: {
        ...options,
        ...databaseOf(database),
        ...sentinelAccountOf(query),
        ...(options.tls ? { sentinelTLS: options.tls, enableTLSForSentinelMode: true } : {}),
        sentinels: nodesOf(hosts, SENTINEL_PORT),
        name: decodeURIComponent(name),
      },
    };
  }
  const [server, ...others] = nodesOf(hosts, PORT);
  if (others.length > 0 || path.length > 1) throw wrong('it names one server and one database');
  return { kind: 'server', options: { ...options, ...databaseOf(path[0]), ...server } };
}

function accountOf(account: string | undefined): RedisOptions {
  if (account === undefined || account === '') return {};
  const colon = account.indexOf(':');
  const username = decodeURIComponent(colon < 0 ? account : account.slice(0, colon));
  const password = colon < 0 ? '' : decodeURIComponent(account.slice(colon + 1));
  return { ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) };
}

function sentinelAccountOf(query: URLSearchParams): RedisOptions {
  const sentinelUsername = query.get('sentinelUser');
  const sentinelPassword = query.get('sentinelPassword');
  return {
    ...(sentinelUsername === null ? {} : { sentinelUsername }),
    ...(sentinelPassword === null ? {} : { sentinelPassword }),
  };
}

function databaseOf(text: string | undefined): RedisOptions {
  if (text === undefined) return {};
  if (!/^\d{1,5}$/.test(text)) throw wrong('its database is no number');
  return { db: Number(text) };
}

function nodesOf(hosts: string, fallbackPort: number): RedisNode[] {
  return hosts.split(',').map((one) => {
    const [, host, bracketed, port] = /^(?:([^:[\]\s]+)|\[([^\]]+)\])(?::(\d{1,5}))?$/.exec(one) ?? [];
    const name = host ?? bracketed;
    if (name === undefined || Number(port ?? 1) > 65_535) throw wrong('a host or port is malformed');
    return { host: name, port: port === undefined ? fallbackPort : Number(port) };
  });
}

function tlsOf(query: URLSearchParams): NonNullable<RedisOptions['tls']> {
  const file = query.get('ca');
  if (file === null) return {};
  try {
    return { ca: [...rootCertificates, readFileSync(file, 'utf8')] };
  } catch (cause) {
    throw wrong('the file of its option ca cannot be read', cause);
  }
}

function wrong(why: string, cause?: unknown): NexError {
  return new NexError('config_invalid', `The address of Redis cannot be used: ${why}.`, {
    where: 'REDIS_URL',
    hint: 'Write redis://host:6379, redis+sentinel://host:26379,host:26379/master or redis+cluster://host:6379,host:6379; rediss for TLS.',
    cause,
  });
}
