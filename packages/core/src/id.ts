/** Ids carry their kind and sort by time of making: `run_01k…`, 10 characters of time and 16 of chance. */

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

export const ID_PREFIX = {
  framework: 'fw',
  batch: 'batch',
  run: 'run',
  message: 'msg',
  build: 'build',
  query: 'query',
  dataSet: 'ds',
  rolloutBatch: 'rbatch',
  rollout: 'rollout',
  trainerTrajectory: 'traj',
  lease: 'lease',
  policyAnswer: 'chatcmpl',
  key: 'key',
  request: 'req',
  webhook: 'hook',
  delivery: 'delivery',
} as const;

export type IdKind = keyof typeof ID_PREFIX;

export function newId(kind: IdKind, now = Date.now()): string {
  // The runtime keeps a store of chance for UUIDs, which makes them cheaper than bytes; 122 of the 128 bits are chance.
  // Browsers have none on pages that did not come over TLS.
  const hex = crypto.randomUUID?.().replaceAll('-', '') ?? randomHex();
  let chance = '';
  for (let i = 0; i < 32; i += 2) chance += ALPHABET.charAt(Number.parseInt(hex.slice(i, i + 2), 16) & 31);
  return `${idsFrom(kind, now)}${chance}`;
}

/** Ids of the kind that are made at that time or later sort behind this, all earlier ones before it. */
export function idsFrom(kind: IdKind, timeMs: number): string {
  let time = '';
  for (let rest = timeMs, i = 0; i < 10; i += 1, rest = Math.floor(rest / 32)) {
    time = ALPHABET.charAt(rest % 32) + time;
  }
  return `${ID_PREFIX[kind]}_${time}`;
}

function randomHex(): string {
  return crypto
    .getRandomValues(new Uint8Array(16))
    .reduce((hex, byte) => hex + byte.toString(16).padStart(2, '0'), '');
}
