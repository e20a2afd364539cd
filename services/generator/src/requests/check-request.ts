/** Refuses what cannot be made before anything is stored: one error, which says what to change. */

import type { Model } from '@nex/core';
import { CreateFramework, MAX_SENTENCE_LENGTH, NexError } from '@nex/core';
import type { ToolIndex } from '@nex/mcp';
import type * as z from 'zod';
import { designLimits } from '../patterns/design-limits.ts';
import { PATTERN_LIST, PATTERNS } from '../patterns/index.ts';
import { checkToolPolicy } from './tool-policy.ts';

export interface RequestSurroundings {
  toolIndex: ToolIndex;
  model: Pick<Model, 'name'>;
  /** Whether calls of the model have a price. */
  hasPrice(model: string): boolean;
}

/** The request with its defaults. Throws `invalid_request`, `sentence_empty` or `sentence_too_long`. */
export function checkRequest(
  body: z.input<typeof CreateFramework>,
  surroundings: RequestSurroundings,
): CreateFramework {
  const parsed = CreateFramework.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new NexError('invalid_request', issue?.message ?? 'The request is malformed.', {
      where: issue?.path.join('.') ?? '',
    });
  }
  const request = parsed.data;
  if (request.from === undefined || request.sentence !== '') checkSentence(request.sentence);
  checkOrder(request, 'minAgents', 'maxAgents');
  checkOrder(request, 'minDepth', 'maxDepth');
  if (request.from) checkFree(request);
  checkShape(request);
  checkToolPolicy(surroundings.toolIndex, request.tools);
  checkBudget(request, surroundings);
  return request;
}

function checkSentence(sentence: string): void {
  if (sentence.length > MAX_SENTENCE_LENGTH) {
    throw new NexError(
      'sentence_too_long',
      `The sentence has ${sentence.length} characters; at most ${MAX_SENTENCE_LENGTH} are allowed.`,
      { where: 'sentence', hint: 'Say in a few sentences what the agents should be able to do.' },
    );
  }
  if (/\p{L}/u.test(sentence)) return;
  throw new NexError('sentence_empty', 'The sentence holds no words.', {
    where: 'sentence',
    hint: 'Say in a sentence what the agents should be able to do.',
  });
}

function checkOrder(
  request: CreateFramework,
  least: 'minAgents' | 'minDepth',
  most: 'maxAgents' | 'maxDepth',
): void {
  const [low, high] = [request[least], request[most]];
  if (low === undefined || high === undefined || low <= high) return;
  throw new NexError('invalid_request', `${least} (${low}) is above ${most} (${high}).`, {
    where: least,
    hint: `Lower ${least} or raise ${most}.`,
  });
}

/** Who writes a framework has said how it is shaped. */
function checkFree(request: CreateFramework): void {
  const pinned = (['minAgents', 'maxAgents', 'minDepth', 'maxDepth'] as const).find(
    (key) => request[key] !== undefined,
  );
  const named = (['pattern', 'language'] as const).find((key) => request[key] !== 'auto');
  const where = pinned ?? named;
  if (where === undefined) return;
  throw new NexError('invalid_request', `${where} cannot be pinned for a framework that is there already.`, {
    where,
    hint: 'Leave it out: the agents of from stay as they are.',
  });
}

function checkShape(request: CreateFramework): void {
  const patterns = request.pattern === 'auto' ? PATTERN_LIST : [PATTERNS[request.pattern]];
  if (patterns.some((pattern) => designLimits(request, pattern) !== undefined)) return;
  const pinned = (['minAgents', 'maxAgents', 'minDepth', 'maxDepth'] as const)
    .filter((key) => request[key] !== undefined)
    .map((key) => `${key} ${request[key]}`)
    .join(', ');
  const [only] = patterns;
  if (request.pattern === 'auto' || !only) {
    throw new NexError('invalid_request', `No pattern has a shape with ${pinned}.`, {
      where: 'minAgents',
      hint: 'One agent has depth 0; more agents have at least depth 1, and each level needs an agent.',
    });
  }
  throw new NexError('invalid_request', `The pattern ${only.name} has no shape with ${pinned}.`, {
    where: 'pattern',
    hint: `It takes ${only.agents.least} to ${only.agents.most} agents and a depth of ${only.depth.least} to ${only.depth.most}.`,
  });
}

/** Money can only be counted for a model with a price. */
function checkBudget(request: CreateFramework, { model, hasPrice }: RequestSurroundings): void {
  const name = request.model ?? model.name;
  if (request.budget.costUsd === undefined || hasPrice(name)) return;
  throw new NexError(
    'invalid_request',
    `The model ${name} has no price, so a budget in US dollars cannot be kept.`,
    {
      where: 'budget.costUsd',
      hint: 'Set MODEL_PRICES for the generator, or give budget.tokens.',
    },
  );
}
