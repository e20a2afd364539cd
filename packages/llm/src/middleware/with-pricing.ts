/** Writes the cost of each answer into its usage, when the table knows the model. */
import type { Model } from '@nex/core';
import { costOf } from '../pricing/cost-of.ts';
import { type PriceTable, priceOf } from '../pricing/price-table.ts';

/** The name that the server reports decides, then the one that was asked for. A cost that is there already stays. */
export function withPricing(model: Model, table: PriceTable): Model {
  const asked = priceOf(model.name, table);
  let last = { name: model.name, price: asked };
  return {
    name: model.name,
    provider: model.provider,
    async call(request, options) {
      const reply = await model.call(request, options);
      if (reply.model !== last.name)
        last = { name: reply.model, price: priceOf(reply.model, table) ?? asked };
      const { price } = last;
      if (!price || reply.usage.costUsd !== undefined) return reply;
      return { ...reply, usage: { ...reply.usage, costUsd: costOf(reply.usage, price) } };
    },
  };
}
