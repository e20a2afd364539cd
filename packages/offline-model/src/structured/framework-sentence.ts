/**
 * Task "framework_sentence": what somebody in a scenario would ask for, so that the work of every given tool domain is
 * needed. It names no tool. The form changes with the variant, so that every pattern is asked for.
 */
import type { JsonObject } from '../schema/json-schema.ts';
import { createDraw } from '../text/draw.ts';
import { capital, listed } from '../text/tokens.ts';
import { zhWork } from './design/zh-works.ts';
import { numberAt, objectsAt, textAt, textsAt } from './input.ts';
import { topicIn } from './interpretation-zh.ts';
import { themeOfWish } from './themes/index.ts';

type Form = (subject: string, works: readonly string[]) => string;

const EN: readonly Form[] = [
  (subject, works) => `Agents for ${subject}, to ${listed(works)}.`,
  (subject, [first = '', ...rest]) => `For ${subject}: first ${first}, then ${listed(rest)}.`,
  (subject, works) => `A help desk for ${subject} that advises people and can ${listed(works)}.`,
  (subject, works) => `The same fixed steps every time for ${subject}: ${listed(works)}.`,
  (subject, works) => `Assess what comes up for ${subject}: ${listed(works)}, with a report on all findings.`,
  (subject, works) => `A personal assistant for ${subject} to ${listed(works)}.`,
];
const ZH: readonly Form[] = [
  (subject, works) => `为${subject}建立一个智能体团队，能够${works.join('、')}。`,
  (subject, [first = '', ...rest]) => `为${subject}服务：先${first}，然后${rest.join('、')}。`,
  (subject, works) => `为${subject}设一个咨询服务台，解答问题，并能${works.join('、')}。`,
  (subject, works) => `${subject}每次都按固定流程做事：${works.join('、')}。`,
  (subject, works) => `评估${subject}的各种情况：${works.join('、')}，最后汇总成结论。`,
  (subject, works) => `${subject}的个人助理，能够${works.join('、')}。`,
];

/** Works of common tools as people ask for them. */
const ASKED: readonly [RegExp, string][] = [
  [/evaluate math/i, 'work out totals and costs'],
  [/between units/i, 'convert weights and measures'],
  [/date calculations/i, 'count the days up to a deadline'],
  [/days in a month/i, 'spread work over the days of a month'],
  [/between timezones|convert time/i, 'agree on times across time zones'],
  [/current date|current time/i, 'tell what is due today'],
  [/relative time/i, 'say how long ago something was'],
  [/week of the year|isoweek/i, 'plan by calendar weeks'],
  [/count characters/i, 'keep texts to a length'],
  [/cron/i, 'tell when recurring jobs come up'],
  [/create a new file/i, 'write results into files'],
  [/contents of (?:a|multiple) files?/i, 'read what was filed before'],
  [/recursively search|search for files/i, 'find papers again'],
  [/listing of all files|tree view/i, 'keep an overview of all papers'],
  [/new entities/i, 'remember customers and suppliers'],
  [/new relations/i, 'connect people with what they bought'],
  [/observations/i, 'add to what is known of somebody'],
  [/search for nodes|open specific nodes/i, 'look up what is known of somebody'],
  [/new user request/i, 'turn a wish into a list of tasks'],
  [/next pending task/i, 'say which task comes next'],
  [/mark a given task/i, 'tick off what is done'],
  [/add new tasks/i, 'add tasks as they come up'],
  [/new memory bank file/i, 'keep notes of each project'],
  [/update an existing memory bank/i, 'bring project notes up to date'],
  [/read a memory bank/i, 'go back to the notes of a project'],
  [/types defined|search for types/i, 'explore the types of an API'],
  [/fields? for a specific|list of fields/i, 'look up the fields of an API'],
];
/** Works that nobody asks for in everyday words. */
const RARELY =
  /\bdeprecated\b|\bdelet|\bjwt\b|base64|luhn|unicode|\bip address|regular expression|allowed directories|entire knowledge/i;
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

/** A scenario as it stands; a field, of one or two words or in Chinese, as a place of work. */
function subjectEn(scenario: string, place: string): string {
  const plain = scenario.trim().replace(/[.!?。！？\s]+$/, '');
  if (/\p{Script=Han}/u.test(plain)) return `${place} ${topicIn(plain).english.replaceAll('-', ' ')}`;
  if (plain.split(/\s+/).length > 2) return plain.replace(/^[A-Z](?=[a-z ])/, (first) => first.toLowerCase());
  return `${place} ${plain.toLowerCase()}`;
}

function subjectZh(scenario: string): string {
  const plain = scenario.trim().replace(/[.!?。！？\s]+$/, '');
  return /\p{Script=Han}/u.test(plain) ? plain : `${themeOfWish(plain, plain).zh}人员`;
}

/** As people ask for it, else from its description: "Convert numbers between bases (2-36), supports …" as "convert numbers between bases". */
function workOf(description: string): string {
  const asked = ASKED.find(([words]) => words.test(description))?.[1];
  if (asked !== undefined) return asked;
  const line = description.split(/[.;:(,\n]|\s+(?:using|via|including|with|by)\s/)[0] ?? '';
  const words = line
    .trim()
    .replace(/^(?:tool to|allows you to|used to)\s+/i, '')
    .split(/\s+/)
    .slice(0, 10);
  const text = words.join(' ').replace(/\s+(?:a|an|the|of|in|for|and|or|to|from)$/i, '');
  // "Gets a list": what a description says of its tool, as a request.
  const asRequest = text.replace(/^(\w+?[^s])s\s/, '$1 ');
  return asRequest.charAt(0).toLowerCase() + asRequest.slice(1);
}
