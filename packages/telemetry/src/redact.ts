/** Takes secrets out of texts that leave the process: by the form that keys and tokens have, and by the names before them. */

const MARK = '[redacted]';

/** What looks like a secret by itself: a word of a known form. */
const FORMS: readonly RegExp[] = [
  // Keys with the prefix of their maker.
  /\b(?:sk|pk|rk|ghp|gho|ghs|ghu|github_pat|glpat|xox[abprs]|hf|gsk|AKIA|AIza)[-_]?[A-Za-z0-9_-]{16,}/g,
  // JSON web tokens.
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g,
];
/** A scheme of the Authorization header and what follows it. */
const AUTHORIZATION = /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi;
/** User and password of a URL. */
const URL_LOGIN = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+@/gi;
/** A name that says that its value is a secret, as in JSON, environment files and queries; quotes may be escaped. */
const NAMED =
  /((?:api[-_]?key|secret(?:[-_]?key)?|password|passwd|access[-_]?token|auth[-_]?token|client[-_]?secret)\\*["']?\s*[:=]\s*\\*["']?)[^\s"'\\,;&}]{4,}/gi;

export function redact(text: string): string {
  let clean = text.replace(AUTHORIZATION, `$1 ${MARK}`).replace(URL_LOGIN, `$1${MARK}@`);
  for (const form of FORMS) clean = clean.replace(form, MARK);
  return clean.replace(NAMED, `$1${MARK}`);
}
