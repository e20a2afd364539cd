/**
 * The session in the words of each wire, below what an agent file says itself. Not every server that imitates an API
 * takes these fields; one that refuses them gets requests without, from then on.
 */
import type { ProviderOptions } from './provider-options.ts';

const REFUSAL =
  /\b(?:extra|unknown|unrecogni[sz]ed|unsupported|unexpected|invalid|not (?:permitted|allowed|supported|recogni[sz]ed))\b/i;

/** The options with the session as further fields. @param fields The session's id in the wire's words. */
export function withSession<O extends ProviderOptions>(
  options: O,
  fields: (sessionId: string) => Readonly<Record<string, unknown>>,
): O {
  const { sessionId, extra } = options;
  return sessionId === undefined ? options : { ...options, extra: { ...fields(sessionId), ...extra } };
}

/** Whether a refusal is about one of the fields. */
export function refusesField(text: string, names: readonly string[]): boolean {
  return REFUSAL.test(text) && names.some((name) => new RegExp(`\\b${name}\\b`).test(text));
}
