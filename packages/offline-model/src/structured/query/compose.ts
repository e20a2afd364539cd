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

/** The words before a request, by its place among others, and the sign at its end. */
export interface Order {
  alone: string;
  starts: readonly string[];
  nexts: readonly string[];
  lasts: readonly string[];
  end: string;
}

/** A sentence for each ask, with a beginning of its own. */
export function inTurn(asks: readonly Ask[], { draw }: Scene, order: Order): string[] {
  return asks.map(({ phrase }, at) => {
    if (asks.length === 1) return `${order.alone}${phrase}${order.end}`;
    const words = at === 0 ? order.starts : at === asks.length - 1 ? order.lasts : order.nexts;
    return `${draw.pick(words)}${phrase}${order.end}`;
  });
}

const ORDER: Order = {
  alone: 'Please ',
  starts: ['First, ', 'Please ', 'To start with, please '],
  nexts: ['Then ', 'After that, ', 'Next, ', 'Then please '],
  lasts: ['Finally, ', 'Once that is done, ', 'Last of all, please '],
  end: '.',
};

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

type Form = (asks: readonly Ask[], scene: Scene) => string;

/** The asks of one query in one of the forms, by chance and by what they allow. */
export function inSomeForm(
  asks: readonly Ask[],
  scene: Scene,
  forms: { list: Form; oneSentence: Form; sentences: Form },
): string {
  const separate = asks.some(({ alone }) => alone) || asks.length > 3;
  const form = scene.draw.next();
  if (asks.length >= 3 && form < 0.25) return forms.list(asks, scene);
  if (!separate && form < 0.6) return forms.oneSentence(asks, scene);
  return forms.sentences(asks, scene);
}

const FORMS = {
  list: asList,
  oneSentence: inOneSentence,
  sentences: (asks: readonly Ask[], scene: Scene) => inTurn(asks, scene, ORDER).join(' '),
};

/** Puts the requests of one query into words. */
export function compose(asks: readonly Ask[], persona: string, scene: Scene): string {
  const body = inSomeForm(asks, scene, FORMS);
  return [opening(scene, persona), body, scene.draw.pick(CLOSINGS)]
    .filter(Boolean)
    .join(body.includes('\n') ? '\n' : ' ')
    .replace(/\n(Thank)/, '\n\n$1');
}
