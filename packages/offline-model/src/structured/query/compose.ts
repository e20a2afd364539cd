/**
 * Requests become a message the way people write one: who they are, what they want, in turn.
 */
import { capital } from '../../text/tokens.ts';
import type { Family, Scene } from './family.ts';

/** One request of a message. */
export type Ask = { phrase: string; alone: boolean; kind: Family['kind'] };

/** What a persona says of itself: "head baker at a small shop". */
function roleOf(persona: string): string | undefined {
  const match = /^(?:an?|the)\s+([^,.;]+?)(?:\s+(?:who|with|that|whose)\b|[,.;]|$)/i.exec(persona.trim());
  const role = match?.[1]?.trim();
  return role && role.length < 70 ? role : undefined;
}

const article = (noun: string) => (/^[aeiou]/i.test(noun) ? 'an' : 'a');

function opening({ draw, event }: Scene, persona: string): string {
  const role = roleOf(persona);
  const plain = [
    `I am getting ready for ${event}.`,
    `We are busy with ${event} at the moment.`,
    `Hello, I am preparing ${event}.`,
    '',
  ];
  if (!role) return draw.pick(plain);
  const known = [
    `I'm ${article(role)} ${role} and I'm getting ready for ${event}.`,
    `As ${article(role)} ${role} I have ${event} coming up.`,
    `I work as ${article(role)} ${role}, and this is about ${event}.`,
    `Hi, I'm ${article(role)} ${role}.`,
  ];
  return draw.pick(draw.next() < 0.75 ? known : plain);
}

const CLOSINGS = ['', '', '', 'Thanks!', 'Thank you.', 'Thank you in advance.'];

/** Sentences of asks, each with its own beginning. */
function inSentences(asks: readonly Ask[], { draw }: Scene): string {
  const starts = ['First, ', 'Please ', 'To start with, please '];
  const nexts = ['Then ', 'After that, ', 'Next, ', 'Then please '];
  const lasts = ['Finally, ', 'Once that is done, ', 'Last of all, please '];
  return asks
    .map(({ phrase }, at) => {
      if (asks.length === 1) return `Please ${phrase}.`;
      if (at === 0) return `${draw.pick(starts)}${phrase}.`;
      return at === asks.length - 1 ? `${draw.pick(lasts)}${phrase}.` : `${draw.pick(nexts)}${phrase}.`;
    })
    .join(' ');
}

function inOneSentence(asks: readonly Ask[], { draw }: Scene): string {
  const [first, ...others] = asks.map(({ phrase }) => phrase);
  const start = draw.pick(['Could you ', 'Can you please ', 'Please ']);
  const end = start.startsWith('P') ? '.' : '?';
  if (others.length === 0) return `${start}${first}${end}`;
  const middle = others
    .slice(0, -1)
    .map((phrase) => `, ${phrase}`)
    .join('');
  return `${start}${first}${middle}${draw.pick([' and then ', ', and then '])}${others.at(-1)}${end}`;
}

function asList(asks: readonly Ask[], { draw }: Scene): string {
  const lead = draw.pick([
    'I need a few things done.',
    'Here is what I need.',
    'Could you help me with the following?',
  ]);
  return `${lead}\n${asks.map(({ phrase }, at) => `${at + 1}. ${capital(phrase)}.`).join('\n')}`;
}

/** Puts the requests of one query into words. */
export function compose(asks: readonly Ask[], persona: string, scene: Scene): string {
  const { draw } = scene;
  const separate = asks.some(({ alone }) => alone) || asks.length > 3;
  const form = draw.next();
  let body: string;
  if (asks.length >= 3 && form < 0.25) body = asList(asks, scene);
  else if (!separate && form < 0.6) body = inOneSentence(asks, scene);
  else body = inSentences(asks, scene);
  return [opening(scene, persona), body, draw.pick(CLOSINGS)]
    .filter(Boolean)
    .join(body.includes('\n') ? '\n' : ' ')
    .replace(/\n(Thank)/, '\n\n$1');
}
