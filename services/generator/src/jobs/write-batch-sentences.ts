/** Gives the members of a batch that makes its sentences their sentences; members that have one keep it. */
import { askStructured, meteredModel, NexError, toNexError } from '@nex/core';
import { deriveSeed } from '@nex/core/digest';
import { memberInput } from '../batches/member-request.ts';
import { SENTENCE_QUESTION, sentenceInput } from '../batches/sentence-question.ts';
import { domainViews } from '../batches/tool-domains.ts';
import {
  ATTEMPTS,
  type DraftQuestion,
  type WrittenSentence,
  writeSentences,
} from '../batches/write-sentences.ts';
import type { Context } from '../context.ts';
import { checkedRequest } from '../frameworks.ts';
import { findDraft, insertDraft } from '../store/batch-drafts.ts';
import { changeMember, type MemberRow, setRequest } from '../store/batch-members.ts';
import { type BatchRow, withBatch } from '../store/batches.ts';

/** Throws `shortfall` when not one sentence can be used, and what the model throws. */
export async function writeBatchSentences(
  context: Context,
  batch: BatchRow,
  members: readonly MemberRow[],
  signal: AbortSignal,
): Promise<void> {
  const { pool } = context;
  const { defaults, concurrency, seed, make } = batch.request;
  if (!make || members.every((member) => member.request !== null || member.state !== 'waiting')) return;
  const model = defaults.model === undefined ? context.model : context.modelNamed(defaults.model);
  const sample = checkedRequest(context, memberInput(batch.request, { sentence: 'Any.' }));
  const views = domainViews(context, sample.tools);
  const draft = async (question: DraftQuestion) => {
    const { attempt, pair } = question;
    const key = { batchId: batch.id, position: pair.position, attempt };
    const known = await findDraft(pool, key);
    if (known) return known;
    const metered = meteredModel(model);
    const sentence = await askStructured(metered.model, {
      ...SENTENCE_QUESTION,
      input: sentenceInput(question, views),
      sampling: { temperature: 0.9, seed: deriveSeed(seed, 'sentence', pair.position, attempt) },
      signal,
    }).then(
      (answer) => answer.value.sentence,
      (thrown: unknown) => {
        // What the model cannot answer for one pair is no fault of the others.
        if (toNexError(thrown).code === 'model_bad_output') return '';
        throw thrown;
      },
    );
    return insertDraft(pool, key, { sentence, usage: metered.usage() });
  };
  const pairs = members.flatMap(({ position, pair }) => (pair ? [{ ...pair, position }] : []));
  const written = await writeSentences(pairs, draft, concurrency);
  if (written.every(({ sentence }) => sentence === undefined)) {
    throw new NexError('shortfall', `The model wrote none of ${written.length} sentences.`, {
      where: 'make',
      hint: 'Give other scenarios or domains, or use a model that varies more.',
    });
  }
  await withBatch(pool, batch, async (tx) => {
    for (const [at, one] of written.entries()) {
      const member = members[at];
      if (member && member.request === null && member.state === 'waiting') await settle(tx, member, one);
    }
  });

  async function settle(tx: Parameters<typeof setRequest>[0], member: MemberRow, one: WrittenSentence) {
    const fail = async (error: NexError) => {
      const failure = error.toFailure();
      await changeMember(tx, batch.id, one.position, { state: 'failed', failure });
      Object.assign(member, { state: 'failed', failure });
    };
    if (one.sentence === undefined) return fail(refusal(one));
    try {
      const servers = (member.pair?.toolDomains ?? []).flatMap((name) => views.get(name)?.servers ?? []);
      const tools = make?.pinTools ? { tools: { ...sample.tools, allowServers: servers } } : {};
      const request = checkedRequest(context, {
        ...memberInput(batch.request, { sentence: one.sentence }),
        ...tools,
      });
      await setRequest(tx, batch.id, one.position, request);
      member.request = request;
    } catch (thrown) {
      if (thrown instanceof NexError) return fail(thrown);
      throw thrown;
    }
  }
}

function refusal({ position, refused }: WrittenSentence): NexError {
  const why = refused === 'near_duplicate' ? 'is like another sentence' : 'is not in the language asked for';
  return new NexError('shortfall', `What the model wrote ${ATTEMPTS} times ${why}.`, {
    where: `make: sentence ${position}`,
    hint: 'Give more scenarios or domains, or use a model that varies more.',
  });
}
