import { isJsonObject, type Json, readRetryAfter } from '@nex/core';

/** How long a server asks to wait: by `retry-after-ms`, else by `retry-after`. */
export function retryAfterMs(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  nowMs: number,
): number | undefined {
  const exact = amount(headers['retry-after-ms']);
  if (exact !== undefined) return exact;
  const header = headers['retry-after'];
  return typeof header === 'string' ? readRetryAfter(header, nowMs) : undefined;
}

function amount(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string' || header.trim() === '') return undefined;
  const value = Number(header);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** The same wish within the body, as Google's APIs send it: `{error: {details: [{retryDelay: "34s"}]}}`. */
export function retryDelayMs(body: Json | undefined): number | undefined {
  const whole = Array.isArray(body) ? body[0] : body;
  const error = isJsonObject(whole) ? whole.error : undefined;
  const details = isJsonObject(error) && Array.isArray(error.details) ? error.details : [];
  for (const detail of details) {
    const delay = isJsonObject(detail) ? detail.retryDelay : undefined;
    const seconds = typeof delay === 'string' ? /^(\d+(?:\.\d+)?)s$/.exec(delay)?.[1] : undefined;
    if (seconds !== undefined) return Number(seconds) * 1000;
  }
  return undefined;
}
