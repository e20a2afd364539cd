/** For those who receive webhooks: whether a request is the platform's, unchanged and of now. */
import { NexError, WebhookEvent } from '@nex/core';

export interface ReceivedWebhook {
  /** By name in small letters, as Node's server has them, or as `Headers`. */
  headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** To the byte as it came: what was parsed and written again has another signature. */
  body: string;
}

const PREFIX = 'whsec_';

/**
 * The event. Throws `unauthenticated` for what was not signed with the secret, or is further from now than `toleranceSeconds`
 * (default 300). Keep the ids of events for that long to know those that come again.
 */
export async function verifyWebhook(
  { headers, body }: ReceivedWebhook,
  secret: string,
  { toleranceSeconds = 300, now = Date.now() }: { toleranceSeconds?: number; now?: number } = {},
): Promise<WebhookEvent> {
  const header = (name: string): string => {
    const value = headers instanceof Headers ? headers.get(name) : headers[name];
    return typeof value === 'string' ? value : '';
  };
  const [id, timestamp] = [header('webhook-id'), header('webhook-timestamp')];
  if (!/^\d{1,15}$/.test(timestamp) || Math.abs(now / 1000 - Number(timestamp)) > toleranceSeconds) {
    throw refusal('The webhook is too old, or of a clock that goes wrong.');
  }
  const key = await crypto.subtle.importKey(
    'raw',
    bytesOf(secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  const content = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  for (const signature of header('webhook-signature').split(' ')) {
    if (!signature.startsWith('v1,')) continue;
    // In constant time.
    if (await crypto.subtle.verify('HMAC', key, bytesOf(signature.slice(3)), content)) {
      return WebhookEvent.parse(JSON.parse(body));
    }
  }
  throw refusal('The webhook is not signed with this secret.');
}

/** Of base64, behind the prefix of a secret; none of what is no base64. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text.replace(PREFIX, '')), (char) => char.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}

function refusal(message: string): NexError {
  return new NexError('unauthenticated', message, {
    where: 'webhook-signature',
    hint: 'Answer 400, and do nothing of what it says.',
  });
}
