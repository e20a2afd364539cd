/** Whether API keys run out soon. Asks the gateway, as far as the key at hand may list keys. */
import * as z from 'zod';
import { type Check, type Finding, ok, warn } from '../check.ts';
import { fetchJson } from '../fetch-json.ts';

const SOON_MS = 14 * 24 * 3_600_000;
const PAGE = 200;

const Key = z.object({
  id: z.string(),
  name: z.string(),
  expiresAt: z.string().nullish(),
  revokedAt: z.string().nullish(),
});
const Page = z.object({ keys: z.array(Key) });

export const keys: Check = {
  name: 'keys',
  about: 'no API key runs out within two weeks',
  async run({ deployment: { services, apiKey }, signal }) {
    const answer = await fetchJson(`${services.gateway}/v1/keys?limit=${PAGE}`, signal, apiKey);
    const page = Page.safeParse(answer?.body);
    if (answer?.status === 401 || answer?.status === 403) {
      const todo = 'Set NEX_API_KEY to a key with the scope admin, to have them checked.';
      return [warn('keys', 'may not be listed with the key at hand', todo)];
    }
    // A gateway without keys of its own has none to run out; one that is away is another check's finding.
    if (answer?.status !== 200 || !page.success) return [];
    return judgeKeys(page.data.keys, Date.now());
  },
};

export function judgeKeys(listed: z.output<typeof Page>['keys'], now: number): Finding[] {
  const live = listed.filter(({ revokedAt, expiresAt }) => !revokedAt && expiresAt);
  const soon = live.filter(({ expiresAt }) => Date.parse(expiresAt ?? '') - now < SOON_MS);
  if (soon.length === 0) return [ok('keys', `${listed.length} keys, none runs out within two weeks`)];
  return soon.map(({ id, name, expiresAt }) => {
    const days = Math.floor((Date.parse(expiresAt ?? '') - now) / 86_400_000);
    const says = days < 0 ? `${id} has run out` : `${id} runs out in ${days} days`;
    return warn(name, says, 'Rotate the key, and hand the new one to who uses it.');
  });
}
