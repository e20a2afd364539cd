/** Counts what calls of a model use, also of those whose answer is of no use to who asked. */
import type { Model } from '../model.ts';
import { addUsage, NO_USAGE, type Usage } from '../usage.ts';

export interface MeteredModel {
  model: Model;
  /** Of all calls so far. */
  usage(): Usage;
}

export function meteredModel(model: Model): MeteredModel {
  let usage = NO_USAGE;
  return {
    model: {
      name: model.name,
      provider: model.provider,
      async call(request, options) {
        const reply = await model.call(request, options);
        usage = addUsage(usage, reply.usage);
        return reply;
      },
    },
    usage: () => usage,
  };
}
