/** Batches, their requests and their members, as the gRPC face has them. */
import type { CreateFrameworkBatch, FrameworkBatch, FrameworkBatchMember, FrameworkPins } from '@nex/core';
import {
  type CreateFrameworkBatchRequest,
  type CreateFrameworkRequest,
  type MakeSentences,
  usageToMessage,
} from '@nex/rpc';
import type * as z from 'zod';
import { budgetOf, fromFrameworkMessage } from './framework-message.ts';

type BatchRequest = z.input<typeof CreateFrameworkBatch>;

/** Unset fields take their defaults. What cannot be asked for is refused with the rest of the request. */
export function fromBatchMessage(request: CreateFrameworkBatchRequest): BatchRequest {
  const { name, sentences, make, defaults, concurrency, maxSimilarity, compareWith, seed, budget } = request;
  return {
    ...(name ? { name } : {}),
    ...(sentences.length > 0
      ? { sentences: sentences.map((one) => ({ ...pinsOf(one), sentence: one.sentence })) }
      : {}),
    ...(make ? { make: makeOf(make) } : {}),
    ...(defaults ? { defaults: pinsOf(defaults) } : {}),
    ...(concurrency ? { concurrency } : {}),
    ...(maxSimilarity === undefined ? {} : { maxSimilarity }),
    ...(compareWith ? { compareWith: compareWith as BatchRequest['compareWith'] } : {}),
    ...(seed === undefined ? {} : { seed }),
    budget: budgetOf(budget),
  };
}

/** What is not set stays open, so that the defaults of the batch can be laid below it. */
function pinsOf(request: CreateFrameworkRequest): FrameworkPins {
  const { sentence: _, seed, budget, ...pins } = fromFrameworkMessage(request);
  return { ...pins, ...(seed ? { seed } : {}), ...(request.budget ? { budget } : {}) } as FrameworkPins;
}

function makeOf(make: MakeSentences): NonNullable<BatchRequest['make']> {
  const { count, scenarios, domains, toolSets, domainsPerSet, languages, pinTools } = make;
  return {
    count,
    scenarios,
    domains,
    ...(toolSets.length > 0 ? { toolSets: toolSets.map((set) => set.domains) } : {}),
    ...(domainsPerSet ? { domainsPerSet } : {}),
    ...(languages.length > 0 ? { languages: languages as ('en' | 'zh')[] } : {}),
    pinTools,
  };
}

export function toBatchMessage(batch: FrameworkBatch) {
  const { id, state, asked, counts, usage, grid, failure, traceId, createdAt } = batch;
  return {
    id,
    name: batch.name ?? '',
    state,
    asked,
    counts,
    sentencesUsage: usageToMessage(usage.sentences),
    frameworksUsage: usageToMessage(usage.frameworks),
    ...(failure ? { failure } : {}),
    cells: grid?.cells ?? [],
    space: grid?.space ?? 0,
    covered: grid?.covered ?? 0,
    traceId,
    createdAt,
    finishedAt: batch.finishedAt ?? '',
  };
}

export function toMemberMessage(member: FrameworkBatchMember) {
  const { index, state, similarity, usage, failure } = member;
  return {
    index,
    state,
    sentence: member.sentence ?? '',
    scenario: member.scenario ?? '',
    toolDomains: member.toolDomains ?? [],
    frameworkId: member.frameworkId ?? '',
    cloneOf: member.cloneOf ?? '',
    ...(similarity ? { similarity: similarity.similarity } : {}),
    ...(usage ? { usage: usageToMessage(usage) } : {}),
    ...(failure ? { failure } : {}),
  };
}
