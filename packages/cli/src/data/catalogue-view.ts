/** The catalogue of this checkout, for rules and writers that know more with it. */
import { join } from 'node:path';
import { NexError } from '@nex/core';
import type { CatalogueView } from '@nex/framework';
import type { Context } from '../context.ts';
import { REPOSITORY } from '../stack/paths.ts';

/** `CATALOGUE_DIR`, else the checkout's. `undefined`, with a note, when it cannot be read. */
export async function loadCatalogueView(context: Context): Promise<CatalogueView | undefined> {
  const { catalogueData, loadCatalogue } = await import('@nex/mcp');
  try {
    return catalogueData(await loadCatalogue(context.env.CATALOGUE_DIR ?? join(REPOSITORY, 'catalogue')));
  } catch (thrown) {
    if (!(thrown instanceof NexError)) throw thrown;
    context.note(`note: servers are not looked up: ${thrown.message}`);
    return undefined;
  }
}
