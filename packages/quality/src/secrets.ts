/**
 * Finds credentials in text. Formats are those that their issuers publish; a value without a format of its own counts
 * only next to a name that says what it is, and only when it looks drawn by chance. Values that documentation uses
 * as examples do not count, and neither do placeholders of a redaction.
 */

export interface FoundSecret {
  /** `provider_key`, `jwt`, `private_key`, `connection_string` or `named_secret`. */
  kind: SecretKind;
  start: number;
  end: number;
}
export const SECRET_KINDS = [
  'provider_key',
  'jwt',
  'private_key',
  'connection_string',
  'named_secret',
] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

/** OpenAI, Anthropic, GitHub, GitLab, Slack, AWS, Google, Stripe, Hugging Face, npm, SendGrid, Twilio, DigitalOcean. */
const PROVIDER_KEY =
  /(?<![A-Za-z0-9_])(?:sk-(?:proj-|ant-(?:api\d\d-)?|or-v1-)?[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,}|glpat-[A-Za-z0-9_-]{20,}|xox[abeoprs]-[A-Za-z0-9-]{10,}|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{35}|[rs]k_(?:live|test)_[A-Za-z0-9]{16,}|hf_[A-Za-z0-9]{30,}|npm_[A-Za-z0-9]{36}|SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}|SK[0-9a-f]{32}|dop_v1_[0-9a-f]{64})(?![A-Za-z0-9_])/g;
const JWT = /(?<![A-Za-z0-9_])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g;
const PRIVATE_KEY =
  /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]{1,8000}?-----END (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/g;
/** The password of an address with one. */
const CONNECTION =
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'<>\\]{0,64}:([^\s:/@"'<>\\]{3,128})(?=@[^\s"'<>\\]+)/gi;
/** A token of a page is none, nor are an author, an authority, a tokenizer and a secretary. */
const NAMED =
  /(?:password|passwd|pwd|secret(?!ar)|(?<!(?:page|next|continuation|sync|cursor|resume|cancellation)[_-]?)token(?!i[sz])|api[_-]?key|access[_-]?key|auth(?!or(?!iz))|credential)[a-z_]{0,12}\\?["']?\s{0,3}(?:[:=]|=>)\s{0,3}(?:bearer\s+)?\\?["']?([A-Za-z0-9+/=_.!@#$%^&*~-]{12,256})(?![A-Za-z0-9+/=_(])/gi;

/** The value is the first group where there is one, which then ends where the match does. */
const PATTERNS: readonly (readonly [SecretKind, RegExp, hint: RegExp])[] = [
  ['private_key', PRIVATE_KEY, /-----END/],
  ['jwt', JWT, /eyJ/],
  [
    'provider_key',
    PROVIDER_KEY,
    /sk-|gh[pousr]_|github_pat_|glpat-|xox|A[KS]IA|AIza|[rs]k_|hf_|npm_|SG\.|SK|dop_v1_/,
  ],
  ['connection_string', CONNECTION, /:\/\/[^\s/]*:[^\s/]*@/],
  ['named_secret', NAMED, /passw|pwd|secret|token|key|auth|credential/i],
];
const EXAMPLE =
  /example|your|placeholder|changeme|redacted|dummy|sample|test_?key|xxxx|\*{3}|\.{3}|<|\$\{|(.)\1{7}|0123456789|1234567890|abcdef(?:gh|12)|^\[[a-z_]+_[0-9a-f]+\]$|^(?:password|secret|token|null|none|undefined|true|false)/i;
/** Code that fetches a value: `process.env.API_KEY_2`. */
const REFERENCE = /^[A-Za-z_$]\w*(?:\.[A-Za-z_$]\w*)+\.?$/;
const MIN_ENTROPY_BITS = 3.2;

/** In the order of the text, without overlaps. */
export function findSecrets(text: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const [kind, pattern, hint] of PATTERNS) {
    if (!hint.test(text)) continue;
    for (const match of text.matchAll(pattern)) {
      const [whole, value = whole] = match;
      if (kind !== 'private_key' && isExample(value)) continue;
      if (kind === 'named_secret' && (REFERENCE.test(value) || !looksRandom(value))) continue;
      const end = match.index + whole.length;
      const start = end - value.length;
      if (!found.some((other) => start < other.end && other.start < end)) found.push({ kind, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

export function isExample(value: string): boolean {
  return EXAMPLE.test(value);
}

/** Letters and digits mixed, and more bits a character than words and paths have. */
export function looksRandom(value: string): boolean {
  return /\d/.test(value) && /[A-Za-z]/.test(value) && entropyBits(value) >= MIN_ENTROPY_BITS;
}

/** Shannon entropy in bits per character. */
export function entropyBits(text: string): number {
  const counts = new Map<string, number>();
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
