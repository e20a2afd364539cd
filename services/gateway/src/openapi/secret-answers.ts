/** Answers that hold a secret which is shown once are not kept, so their requests cannot be repeated. */
const SECRET = /^\/v1\/(?:keys(?:\/|$)|webhooks$|webhooks\/[^/]+\/rotate$)/;

export function isSecret(path: string): boolean {
  return SECRET.test(path);
}
