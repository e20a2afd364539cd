/** Requests become a message the way people write one in Chinese: who they are, what they want, in turn. */
import { type Ask, inSomeForm, inTurn, type Order } from '../compose.ts';
import type { Scene } from '../family.ts';

/** What a persona says of itself: "一位有5年经验的面包房主厨，…" is a 面包房主厨. */
function roleOf(persona: string): string | undefined {
  const role = /^(?:一[位名个])?(?:有\d+年经验的)?([^，。；,.]+)/.exec(persona.trim())?.[1]?.trim();
  return role && role.length <= 16 && /^\p{Script=Han}+$/u.test(role) ? role : undefined;
}

function opening({ draw, event }: Scene, persona: string): string {
  const role = roleOf(persona);
  const plain = [`我正在准备${event}。`, `我们最近在忙${event}。`, `您好，我在筹备${event}。`, ''];
  if (!role) return draw.pick(plain);
  const known = [
    `我是${role}，正在准备${event}。`,
    `作为${role}，我手头有${event}要准备。`,
    `我的工作是${role}，这次是为了${event}。`,
    `您好，我是${role}。`,
  ];
  return draw.pick(draw.next() < 0.75 ? known : plain);
}

const CLOSINGS = ['', '', '', '谢谢！', '多谢。', '先谢谢了。'];

const ORDER: Order = {
  alone: '请',
  starts: ['首先，', '请', '请先'],
  nexts: ['然后', '接着', '之后请', '再请'],
  lasts: ['最后', '做完之后，', '最后请'],
  end: '。',
};

const FRAMES = [
  ['能不能帮我', '？'],
  ['可以帮我', '吗？'],
  ['请', '。'],
] as const;
/** Who is told or shown something needs no further "for me". */
const FOR_ME = /^(?:告诉|让)我/;

function inOneSentence(asks: readonly Ask[], { draw }: Scene): string {
  const [first, ...others] = asks.map(({ phrase }) => phrase);
  const [start, end] = draw.pick(FRAMES);
  const middle = others.map((phrase, at) =>
    at === others.length - 1 ? `，${draw.pick(['然后', '再', '最后'])}${phrase}` : `，接着${phrase}`,
  );
  const opens = FOR_ME.test(first ?? '') ? start.replace('帮我', '') : start;
  return `${opens}${first}${middle.join('')}${end}`;
}

function asList(asks: readonly Ask[], { draw }: Scene): string {
  const lead = draw.pick(['有几件事要办：', '我需要的是下面这些：', '以下几件事想麻烦您：']);
  return `${lead}\n${asks.map(({ phrase }, at) => `${at + 1}. ${phrase}。`).join('\n')}`;
}

const FORMS = {
  list: asList,
  oneSentence: inOneSentence,
  sentences: (asks: readonly Ask[], scene: Scene) => inTurn(asks, scene, ORDER).join(''),
};

/** Puts the requests of one query into Chinese words. */
export function composeZh(asks: readonly Ask[], persona: string, scene: Scene): string {
  const body = inSomeForm(asks, scene, FORMS);
  return [opening(scene, persona), body, scene.draw.pick(CLOSINGS)]
    .filter(Boolean)
    .join(body.includes('\n') ? '\n' : '');
}
