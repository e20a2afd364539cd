/**
 * Task "framework_sentence": what somebody in a scenario would ask for, so that the work of every given tool domain is
 * needed. It names no tool. The form changes with the variant, so that every pattern is asked for.
 */
import type { JsonObject } from '../schema/json-schema.ts';
import { createDraw } from '../text/draw.ts';
import { capital, listed } from '../text/tokens.ts';
import { zhWork } from './design/zh-works.ts';
import { numberAt, objectsAt, textAt, textsAt } from './input.ts';
import { themeOfWish } from './themes/index.ts';

type Form = (subject: string, works: readonly string[]) => string;

const EN: readonly Form[] = [
  (subject, works) => `A team of agents for ${subject} that can ${listed(works)}.`,
  (subject, [first = '', ...rest]) => `For ${subject}: first ${first}, then ${listed(rest)}.`,
  (subject, works) => `A help desk for ${subject} that advises people and can ${listed(works)}.`,
  (subject, works) => `The same fixed steps every time for ${subject}: ${listed(works)}.`,
  (subject, works) => `Assess what comes up for ${subject}: ${listed(works)}, with a report on all findings.`,
  (subject, works) => `A personal assistant for ${subject} who can ${listed(works)}.`,
];
const ZH: readonly Form[] = [
  (subject, works) => `为${subject}建立一个智能体团队，能够${works.join('、')}。`,
  (subject, [first = '', ...rest]) => `为${subject}服务：先${first}，然后${rest.join('、')}。`,
  (subject, works) => `为${subject}设一个咨询服务台，解答问题，并能${works.join('、')}。`,
  (subject, works) => `${subject}每次都按固定流程做事：${works.join('、')}。`,
  (subject, works) => `评估${subject}的各种情况：${works.join('、')}，最后汇总成结论。`,
  (subject, works) => `${subject}的个人助理，能够${works.join('、')}。`,
];

/** Works that nobody asks for in everyday words. */
const RARELY = /\bdeprecated\b|\bjwt\b|base64|luhn|unicode|\bip address|regular expression/i;
/** Works that are taken from each domain. */
const EACH = 2;

/** Writes one sentence. */
export function frameworkSentence(input: JsonObject, seed: number): JsonObject {
  const isChinese = textAt(input, 'language') === 'zh';
  const scenario = textAt(input, 'scenario') || textAt(input, 'field');
  const variant = numberAt(input, 'variant', 0);
  const attempt = numberAt(input, 'attempt', 1);
  const draw = createDraw(seed, scenario, variant, attempt);
  const works = objectsAt(input, 'tool_domains').flatMap((domain) => {
    const usual = textsAt(domain, 'tools').filter((text) => !RARELY.test(text));
    const drawn = draw.sample(usual.length > 0 ? usual : textsAt(domain, 'tools'), EACH);
    return drawn.map((text) => (isChinese ? zhWork('', text, textAt(domain, 'domain')) : workOf(text)));
  });
  const forms = isChinese ? ZH : EN;
  // A refused sentence is written in another form, too.
  const form = forms[(variant + attempt - 1) % forms.length] ?? EN[0];
  const different = [...new Set(works)];
  const subject = isChinese ? subjectZh(scenario) : subjectEn(scenario, draw.pick(PLACES));
  return { sentence: capital(form?.(subject, different) ?? '') };
}

const PLACES = ['a small', 'a busy', 'a new', 'a family-run', 'a growing', 'a local'];

/** A scenario as it stands; a field, of one or two words, as a place of work. */
function subjectEn(scenario: string, place: string): string {
  const plain = scenario.trim().replace(/[.!?。！？\s]+$/, '');
  if (plain.split(/\s+/).length > 2) return plain.replace(/^[A-Z](?=[a-z ])/, (first) => first.toLowerCase());
  return `${place} ${plain.toLowerCase()}`;
}

function subjectZh(scenario: string): string {
  const plain = scenario.trim().replace(/[.!?。！？\s]+$/, '');
  return /\p{Script=Han}/u.test(plain) ? plain : `${themeOfWish(plain, plain).zh}人员`;
}

/** "Convert numbers between bases (2-36), supports …" as "convert numbers between bases". */
function workOf(description: string): string {
  const line = description.split(/[.;:(,\n]|\s+(?:using|via|including|with|by)\s/)[0] ?? '';
  const words = line
    .trim()
    .replace(/^(?:tool to|allows you to|used to)\s+/i, '')
    .split(/\s+/)
    .slice(0, 10);
  const text = words.join(' ').replace(/\s+(?:a|an|the|of|in|for|and|or|to|from)$/i, '');
  return text.charAt(0).toLowerCase() + text.slice(1);
}
