/** Refuses a batch that cannot be made before anything is stored: every request of it is looked at. */
import { type CreateFrameworkBatch, type MakeSentences, NexError } from '@nex/core';
import type { Context } from '../context.ts';
import { checkedRequest } from '../frameworks.ts';
import type { NewMember } from '../store/batch-members.ts';
import { memberInput } from './member-request.ts';
import { planPairs } from './plan-pairs.ts';
import { allowedDomains } from './tool-domains.ts';

/** The members that the batch begins with. Throws as for a framework; `where` says in which sentence. */
export function checkBatch(
  context: Pick<Context, 'config' | 'toolIndex' | 'catalogue' | 'model'>,
  request: CreateFrameworkBatch,
): NewMember[] {
  const { sentences, make, seed, budget, defaults } = request;
  // Money can only be counted for a model with a price, as for a framework.
  checkedRequest(context, { sentence: 'Any.', model: defaults.model, budget });
  if (make) {
    const sample = at('defaults', () => checkedRequest(context, memberInput(request, { sentence: 'Any.' })));
    const domains = allowedDomains(context, sample.tools);
    checkToolSets(make, domains);
    return planPairs(make, domains, seed).map((pair, position) => ({ position, request: null, pair }));
  }
  return (sentences ?? []).map((own, position) => ({
    position,
    request: at(`sentences.${position}`, () => checkedRequest(context, memberInput(request, own))),
    pair: null,
  }));
}

function checkToolSets({ toolSets = [] }: MakeSentences, domains: readonly string[]): void {
  for (const [index, set] of toolSets.entries()) {
    const unknown = set.find((domain) => !domains.includes(domain));
    if (unknown === undefined) continue;
    throw new NexError('invalid_request', `There are no tools of a domain ${unknown}.`, {
      where: `make.toolSets.${index}`,
      hint: `The domains are: ${domains.join(', ')}.`,
    });
  }
}

function at<T>(where: string, check: () => T): T {
  try {
    return check();
  } catch (thrown) {
    if (!(thrown instanceof NexError)) throw thrown;
    throw new NexError(thrown.code, thrown.message, {
      where: [where, thrown.where].filter(Boolean).join('.'),
      ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
    });
  }
}
