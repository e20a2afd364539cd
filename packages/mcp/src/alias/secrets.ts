/**
 * Which values of a server's settings are secret, so that they can be kept out of what servers say. All headers are,
 * but those that only negotiate content; of environment variables and of an address's query those whose name or form
 * says so. A value that is too short to be told from other text is no secret.
 */

export interface ServerSettings {
  headers?: Readonly<Record<string, string>>;
  env?: Readonly<Record<string, string>>;
  url?: string;
  /** Known to be secret, wherever they stand. */
  secrets?: readonly string[];
}

/** What stands for a secret in whatever a server says. */
export const MASKED_SECRET = '<secret>';

const SHORTEST = 6;
const OPEN_HEADER = /^(accept|accept-.*|content-type|user-agent)$/i;
const SECRET_NAME = /key|token|secret|passw|pwd|auth|credential|cookie|session|private|dsn|(^|_)pat$/i;

/** Longest first, each once. */
export function secretsOf({ headers = {}, env = {}, url, secrets = [] }: ServerSettings): string[] {
  const found: string[] = [...secrets];
  for (const [name, value] of Object.entries(headers)) {
    if (OPEN_HEADER.test(name)) continue;
    found.push(value, /^\S+\s+(\S+)$/.exec(value)?.[1] ?? '');
  }
  for (const [name, value] of Object.entries(env)) {
    if (SECRET_NAME.test(name) || looksRandom(value)) found.push(value);
    found.push(...secretsOfUrl(value));
  }
  if (url !== undefined) found.push(...secretsOfUrl(url));
  const long = found.filter((value) => value.length >= SHORTEST);
  return [...new Set(long)].toSorted((a, b) => b.length - a.length);
}

export function maskSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, MASKED_SECRET), text);
}

function secretsOfUrl(text: string): string[] {
  if (!text.includes('://') || !URL.canParse(text)) return [];
  const { password, searchParams } = new URL(text);
  const named = [...searchParams].flatMap(([name, value]) =>
    SECRET_NAME.test(name) || looksRandom(value) ? [value] : [],
  );
  return [password, decode(password), ...named];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function looksRandom(value: string): boolean {
  return /^(?=.*\d)(?=.*[A-Za-z])[^\s/]{16,}$/.test(value);
}
