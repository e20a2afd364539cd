/** Brings what lies encrypted under the key that encrypts now, so that earlier keys can be taken out of the configuration. */
export interface Resealing<T> {
  /** Some of those that lie under another key, from the one after `after` on, in an order that stays; none at the end. */
  page: (after: T | undefined) => Promise<readonly T[]>;
  /** False when its value was set anew since it was read. */
  reseal: (one: T) => Promise<boolean>;
  /** It stays as it is. Must not throw. */
  onFailure: (one: T, thrown: unknown) => void;
}

/** How many there were. */
export async function resealAll<T>({ page, reseal, onFailure }: Resealing<T>): Promise<number> {
  let count = 0;
  for (let found = await page(undefined); found.length > 0; found = await page(found.at(-1))) {
    for (const one of found) {
      try {
        if (await reseal(one)) count += 1;
      } catch (thrown) {
        onFailure(one, thrown);
      }
    }
  }
  return count;
}
