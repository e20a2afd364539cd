/**
 * Task "interpretation": what one sentence asks for, in the sentence's own words and
 * those of its theme. It names no agent and no tool.
 */
import type { JsonObject } from '../schema/json-schema.ts';
import { capital, listed, shorten, slug } from '../text/tokens.ts';
import { textAt } from './input.ts';
import { interpretationZh } from './interpretation-zh.ts';
import { themeOf, themeOfWish } from './themes/index.ts';

const WISH =
  /^(?:please\s+)?(?:(?:i|we)(?:'d| would)? (?:want|need|like|am looking for|are looking for|wish for)(?: to have| to build| to create| to)?|build(?: me| us)?|create(?: me| us)?|make(?: me| us)?|design|develop|generate|give me|set up)\s+/i;
const FORM =
  /^(?:an?|the|some)?\s*(?:[\p{L}-]+\s+){0,2}?(?:assistants?|agents?|systems?|teams?(?: of (?:agents|assistants))?|frameworks?|helpers?|tools?|bots?|platforms?)\s+(?:(?:that|which|who)\s+(?:can\s+|will\s+|should\s+)?|for\s+|to\s+)/iu;
const VERBS =
  'plan|schedule|manage|keep|track|explore|prepare|organi[sz]e|calculate|remember|handle|find|write|choose|learn|run|build|cook|compare|check|work|order|look|record|review|convert|teach|study|answer|sell|buy|grow|budget|coordinate|document|design|save|monitor|understand';
const VERB = new RegExp(`^(?:${VERBS.replace(/e\b/g, 'e?')})(?:s|ing)?$`, 'i');

const PARTICLE = /^(?:out|up|down|after|back|over)$/i;
const LATER_VERB = new RegExp(`([,;]\\s+(?:and\\s+)?|\\sand\\s+)((?:${VERBS})s)\\b`, 'gi');
const BENEFICIARY =
  /\bfor ((?:an?|the|our|my) [\p{L}-]+(?: [\p{L}-]+){0,2}?)(?=[,.;]|\s(?:and|that|who|in|with)\b|$)/u;
const MOST_GOALS = 10;

type Wish = { purpose: string; user: string; goals: string[] };

/** "handling" and "handles" as "handle". */
function base(verb: string): string {
  const forms = VERBS.replace('organi[sz]e', 'organise|organize').split('|');
  const plain = verb.toLowerCase();
  return (
    forms.find((one) =>
      [one, `${one}s`, `${one}ing`, `${one.replace(/e$/, '')}ing`, `${one}${one.at(-1)}ing`].includes(plain),
    ) ?? plain
  );
}

/** Each part of a list of aims, the verb before it repeated where it has none. */
function goalsIn(text: string): string[] {
  let verb = '';
  return text
    .split(/\s*[,;，；、]\s*(?:and\s+|or\s+)?|\s+and\s+/i)
    .map((part) => part.trim())
    .filter((part) => part.length > 1)
    .map((part) => {
      const [first = '', ...rest] = part.split(/\s+/);
      if (VERB.test(first)) {
        verb = base(first);
        // "works out sums, dates and prices": what follows a list's verb follows all of "work out".
        if (PARTICLE.test(rest[0] ?? '')) verb = `${verb} ${rest.shift()}`;
        return capital([verb, ...rest].join(' '));
      }
      return capital(verb ? `${verb} ${part}` : part);
    })
    .slice(0, MOST_GOALS);
}

/** Takes a sentence apart: who is to be helped, and with what. */
export function readWish(sentence: string): Wish {
  const plain = sentence.trim().replace(/[.!?。！？\s]+$/, '');
  const cut = plain.replace(WISH, '').replace(FORM, '').trim() || plain;
  const words = cut
    .replace(/^(?:helps?|assists?|supports?|helping|supporting)\s+(?:with\s+)?/i, '')
    .split(/\s+/);
  // "plan study weeks for a school" begins with what to do; whom it is for may stand behind.
  if (VERB.test(words[0] ?? '')) {
    return {
      purpose: inBaseForm(words.join(' ')),
      user: BENEFICIARY.exec(cut)?.[1] ?? '',
      goals: goalsIn(words.join(' ')),
    };
  }
  const turn = words.findIndex(
    (word, at) => at > 0 && (VERB.test(word) || /^(?:with|to|who|that|in|by)$/i.test(word)),
  );
  if (turn > 0 && turn <= 5) {
    const user = words
      .slice(0, turn)
      .join(' ')
      .replace(/[,;]$/, '')
      .replace(/^(?:An?|The|Our|My)\b/, (article) => article.toLowerCase());
    const rest = words
      .slice(turn)
      .join(' ')
      .replace(/^(?:with|to|who|that|in|by)\s+/i, '');
    const goals = goalsIn(rest);
    const starts = VERB.test(rest.split(/\s+/)[0] ?? '');
    return {
      purpose: `help ${user} ${starts ? inBaseForm(rest) : `with ${rest}`}`,
      user,
      goals: starts
        ? goals
        : goals.map((goal) => `Help with ${goal.charAt(0).toLowerCase()}${goal.slice(1)}`),
    };
  }
  return { purpose: cut, user: '', goals: goalsIn(cut) };
}

/** "plans orders and keeps notes" as "plan orders and keep notes". */
function inBaseForm(text: string): string {
  const [first = ''] = text.split(/\s+/);
  return (base(first) + text.slice(first.length)).replaceAll(
    LATER_VERB,
    (_all, gap: string, verb: string) => gap + base(verb),
  );
}

/** The one or two words that name whom or what a sentence is about: "bakery", "event-planner". */
export function topicOf(user: string, otherwise: string): string {
  const plain = slug(user, 60)
    .split('-')
    .filter(
      (word) =>
        !/^(?:a|an|the|our|my|small|busy|local|new|little|big|young|s|and|or|then|first|every|each|same|fixed|with|for|of|in|that|who)$/.test(
          word,
        ),
    );
  const last = plain.slice(-2).map((word, at, all) =>
    at === all.length - 1
      ? word
          .replace(/ies$/, 'y')
          .replace(/(ch|sh|x)es$/, '$1')
          .replace(/([^s])s$/, '$1')
      : word,
  );
  return slug(last.join('-'), 24) || otherwise;
}

const plural = (role: string) =>
  capital(
    /(?:ch|sh|x)$/.test(role)
      ? `${role}es`
      : role.replace(/^(\S+)( of .*| in .*)?$/, '$1$2').replace(/(\S+?)( of .*)?$/, '$1s$2'),
  );

/** Interprets one sentence. */
export function interpretation(input: JsonObject): JsonObject {
  const sentence = textAt(input, 'sentence').trim();
  if (textAt(input, 'language') === 'zh') return interpretationZh(sentence);
  if (/\p{Script=Han}{2}/u.test(sentence)) return inEnglish(sentence);
  const { purpose, user, goals } = readWish(sentence);
  const theme = themeOfWish(user, sentence);
  const topic = topicOf(user, theme.short);
  const object = slug((goals[0] ?? '').replace(/^(?:help with|\w+)\s+/i, ''), 20)
    .split('-')
    .filter((word) => !/^(?:its|their|our|your|my|the|a|an|across|in|for|of|and)$/.test(word))
    .slice(0, 2)
    .join('-');
  const name = slug([topic, object].filter(Boolean).join('-'), 40) || `${theme.short}-helper`;
  const people = theme.roles.slice(0, 2).map(([role]) => plural(role));
  const users = user ? [capital(user), ...people.slice(0, 1)] : people;
  return {
    name,
    title: capital(name.replace(/-/g, ' ')),
    domain: theme.name,
    description: [
      `The aim is to ${purpose.charAt(0).toLowerCase()}${purpose.slice(1)}.`,
      `Everyday questions come from ${theme.name}, and every answer rests on figures, dates or records that were looked up or worked out.`,
      'Results that matter are kept, so that later questions can build on them.',
    ].join(' '),
    goals: goals.length > 0 ? goals : [capital(shorten(purpose, 120))],
    users: [...new Set(users)],
    constraints: [
      'Values are worked out or looked up, never guessed',
      'Anything that could not be done is said plainly',
      'Every part of a request is answered',
    ],
    out_of_scope: [
      'Payments and bookings with outside parties',
      'Sending messages to other people',
      `Professional advice beyond ${theme.name}`,
    ],
    assumptions: [
      `Requests come from ${listed([...new Set(users)].map((one) => one.charAt(0).toLowerCase() + one.slice(1)))}`,
      'All needed values stand in the request or in earlier results',
    ],
    language: /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(sentence) ? 'ja' : 'en',
  };
}

/** A Chinese sentence for English prompts: its theme in English words. */
function inEnglish(sentence: string): JsonObject {
  const theme = themeOf(sentence);
  const { name } = interpretationZh(sentence);
  const about = interpretation({ sentence: `Help ${theme.short} people with ${theme.name}`, language: 'en' });
  return { ...about, name: name ?? about.name ?? '', language: 'zh' };
}
