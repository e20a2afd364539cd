/**
 * The last message says for every request what came of it, in the user's order:
 * results as the tools gave them, failures with their reason, nothing else.
 */
import { createDraw } from '../text/draw.ts';
import { capital } from '../text/tokens.ts';
import type { Standing } from './plan.ts';
import type { Request, Situation } from './types.ts';
import { ZH_OPENINGS, ZH_STOPPED, zhUndone } from './zh/wording.ts';

/** By how many requests stay open: none, one, more. */
const OPENINGS = {
  done: [
    'Here is what I have for you:',
    'Here are the results:',
    'That is all done:',
    'Everything you asked for is below:',
    'This is what came of it:',
  ],
  partly: [
    'Part of this is done; one thing did not work:',
    'I got most of the way, with one part left open:',
  ],
  little: 'This is as far as I got:',
};

/** A request as something one does: "convert 5 miles to kilometres". */
export function asDeed(text: string): string {
  const plain = text
    .replace(/[?.!\s]+$/, '')
    .replace(
      /^(?:(?:please|kindly|then)\s+)*(?:(?:can|could|would|will) you\s+(?:please\s+)?|i(?:'d| would) like (?:you )?to\s+|i (?:also )?(?:need|want) (?:you )?to\s+|help me\s+(?:to\s+)?)/i,
      '',
    )
    .replace(/\bmy\b/g, 'your')
    .replace(/\bour\b/g, 'your')
    .replace(/\bI\b/g, 'you')
    .replace(/\bme\b/g, 'you');
  const found = plain
    .replace(/^(?:tell|show|let) you (?:know )?(?=what|how|which|when|where|who)/i, 'find out ')
    .replace(/^(?:show|give) you\s+/i, 'look up ');
  if (found !== plain) return found;
  if (/^(?:what|how|which|when|where|who|is|are|does|do)\b/i.test(plain))
    return `answer “${capital(plain)}?”`;
  return plain.charAt(0).toLowerCase() + plain.slice(1);
}

function line(request: Request, standing: Standing | undefined): string {
  if (request.zh !== undefined) return lineZh(request.zh, standing);
  if (standing?.state === 'done') return finished(standing.sentence || 'Done');
  const reason = standing?.state === 'failed' ? standing.reason : 'the work stopped before it was reached';
  if (/^I could not/i.test(reason)) return finished(reason);
  return finished(`I could not ${asDeed(request.text)}: ${reason}`);
}

function lineZh(request: string, standing: Standing | undefined): string {
  const sentence =
    standing?.state === 'done'
      ? standing.sentence || '已完成'
      : zhUndone(request, standing?.state === 'failed' ? standing.reason : ZH_STOPPED);
  return sentence.includes('\n') || /[。！？]$/.test(sentence) ? sentence : `${sentence.trim()}。`;
}

function finished(sentence: string): string {
  const plain = sentence.trim();
  const text = /^\S+\.\w+\s/.test(plain) ? plain : capital(plain);
  if (text.includes('\n')) return text;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Writes the last message. */
export function finalAnswer(situation: Situation, standings: readonly Standing[], seed: number): string {
  const { requests, text } = situation.task;
  const lines = requests.map((request) => line(request, standings[request.index]));
  if (lines.length === 1) return lines[0] ?? '';
  const draw = createDraw(seed, 'answer', text);
  const open = standings.filter(({ state }) => state !== 'done').length;
  const { done, partly, little } = requests.some(({ zh }) => zh !== undefined) ? ZH_OPENINGS : OPENINGS;
  const opening = open === 0 ? draw.pick(done) : open === 1 ? draw.pick(partly) : little;
  return `${opening}\n${lines.map((one) => `- ${one}`).join('\n')}`;
}
