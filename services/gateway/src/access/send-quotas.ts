/** Tells the runtime what a tenant may use of it. */
import { NexError, TENANT_HEADER, type TenantQuotas } from '@nex/core';

const TIMEOUT_MS = 5000;

/** In the place of what it was told before. Throws `unavailable`. @param runtime Base URL of the service. */
export async function sendQuotas(runtime: string, tenant: string, quotas: TenantQuotas): Promise<void> {
  const { requestsPerMinute: _, ...rest } = quotas;
  const answer = await fetch(`${runtime}/v1/quotas`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', [TENANT_HEADER]: tenant },
    body: JSON.stringify(rest),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => undefined);
  if (answer?.ok) return;
  throw new NexError('unavailable', 'The tenant is stored, but the runtime was not told of its quotas.', {
    where: 'quotas',
    hint: 'Send the same request again.',
  });
}
