/** What models cost, by name, as the operator writes it down. Prices are US dollars per million tokens. */
import { NexError, parseJsonObject } from '@nex/core';
import * as z from 'zod';

const Price = z.number().nonnegative();

export const ModelPrice = z.strictObject({
  inputPerMillionUsd: Price,
  /** Input that the provider read from its cache. Default: as other input. */
  cachedInputPerMillionUsd: Price.optional(),
  /** Input that the provider wrote into its cache. Default: as other input. */
  cacheWritePerMillionUsd: Price.optional(),
  /** Reasoning is output. */
  outputPerMillionUsd: Price,
});
export type ModelPrice = z.infer<typeof ModelPrice>;

/** Keys are names of models, or their beginning and `*`: `gpt-5*`. `*` alone is every model. */
export const PriceTable = z.record(z.string().min(1), ModelPrice);
export type PriceTable = z.infer<typeof PriceTable>;

/** @throws NexError `config_invalid` that names the entry. */
export function parsePriceTable(value: unknown): PriceTable {
  const parsed = PriceTable.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.map(String).join('.') ?? '';
  throw new NexError('config_invalid', `The price table is not valid: ${issue?.message ?? 'unknown form'}.`, {
    where: where === '' ? 'prices' : `prices.${where}`,
    hint: 'Write {"model-name": {"inputPerMillionUsd": 1, "outputPerMillionUsd": 4}}; a name may end in *.',
  });
}

/** The entry of exactly this name, else the longest beginning that fits. */
export function priceOf(model: string, table: PriceTable): ModelPrice | undefined {
  if (Object.hasOwn(table, model)) return table[model];
  let best: string | undefined;
  for (const key of Object.keys(table)) {
    if (!key.endsWith('*') || !model.startsWith(key.slice(0, -1))) continue;
    if (best === undefined || key.length > best.length) best = key;
  }
  return best === undefined ? undefined : table[best];
}

/** Reads the text of a variable. Unset: no prices. Throws `config_invalid` with the variable's name. */
export function readPriceTable(text: string | undefined, variable: string): PriceTable | undefined {
  if (text === undefined) return undefined;
  const table = parseJsonObject(text);
  if (table) return parsePriceTable(table);
  throw new NexError('config_invalid', `${variable} is not a JSON object.`, {
    where: variable,
    hint: 'Write {"model-name": {"inputPerMillionUsd": 1, "outputPerMillionUsd": 4}}.',
  });
}
