/**
 * A message is taken apart where one piece of work ends and the next begins.
 * Nothing inside a quotation, a file name or the list after a colon is taken apart.
 */
import { withoutLiterals } from '../text/literals.ts';

/** Words a piece of work begins with. */
export const WORK_WORDS =
  'work out|calculate|compute|figure out|evaluate|convert|translate|save|write|store|record|remember|memorise|memorize|tell|' +
  'find|list|read|open|look|check|show|count|create|mark|tick|set up|draw up|plan|search|encode|decode|hash|note|jot|keep|' +
  'put|make|give|move|rename|update|edit|replace|change|delete|remove|get|fetch|generate|validate|compare|parse|add up|add|' +
  'take|multiply|divide|split|subtract|link|connect|relate|turn|break|approve|register|track|explain|describe|' +
  'summari[sz]e|help|confirm|pick|draw|log|collect|pull up|bring up|run|test|increase|reduce|round|see|let me know|also remember';

const QUESTION_WORDS = 'what|how|which|when|where|who|is|are|does|do|can|could';

const SENTENCE_END = /(?:(?<!\b(?:e\.g|i\.e|a\.m|p\.m|vs|approx|no))[.!?]+(?=\s|$)|[;。！？；]+|\n+)/giu;
const JOINT = new RegExp(
  `,?\\s+(?:and then|and also|and finally|then|and|also|plus)\\s+(?=(?:please\\s+|also\\s+|then\\s+|finally\\s+)?(?:(?:${WORK_WORDS})\\b))|` +
    `,?\\s+and\\s+(?=(?:${QUESTION_WORDS})\\b(?!\\s+(?:each|both|all)))|,\\s+(?=(?:${WORK_WORDS})\\s+(?!and\\b|or\\b))|(?:，|，?然后|，?并且|，?并|再)(?=\\s?[\\p{Script=Han}])`,
  'giu',
);
const LEAD =
  /^(?:(?:to (?:start|begin) with|first of all|and|then|also|finally|lastly|next|first|firstly|second|secondly|third|after that|afterwards|once (?:that|you have (?:that|it|them|those))(?: is done)?|when that is done|with that|plus|so|oh|ok|okay|last of all|from there|one more thing)\b[\s,:-]*)+/i;

function cutAt(text: string, masked: string, pattern: RegExp, keepAfterColon: boolean): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const match of masked.matchAll(pattern)) {
    const colon = masked.slice(from, match.index).search(/:(?=\s)/);
    if (keepAfterColon && colon >= 0) continue;
    pieces.push(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (!keepAfterColon && /\?/.test(match[0])) pieces[pieces.length - 1] += '?';
  }
  pieces.push(text.slice(from));
  return pieces;
}

const POLITE =
  /^(?:(?:please|kindly|just|then|also|finally)\s+|(?:can|could|would|will) you\s+(?:please\s+|also\s+|then\s+)?|i(?:'d| would) like you to\s+|i (?:also )?(?:need|want) you to\s+)+/i;

/** A piece that asks politely as the plain request it makes. */
function plainly(piece: string): string {
  const plain = piece.replace(POLITE, '');
  const request = STARTS.test(plain) ? plain.replace(/[?\s]+$/, '') : piece;
  return request.charAt(0).toUpperCase() + request.slice(1);
}

/** The pieces of a text, in order, without the words that join them and the polite ones before them. */
export function clausesOf(text: string): string[] {
  const cleaned = text.replace(/\r/g, '').replace(/^[ \t]*(?:[-*•]|\d+[.)])[ \t]+/gm, '');
  return cutAt(cleaned, withoutLiterals(cleaned, '¤'), SENTENCE_END, false)
    .flatMap((sentence) => {
      const question = sentence.endsWith('?');
      const pieces = cutAt(sentence, withoutLiterals(sentence, '¤'), JOINT, true);
      return question ? pieces.map((piece) => (piece.endsWith('?') ? piece : `${piece}?`)) : pieces;
    })
    .map((piece) =>
      plainly(
        piece
          .trim()
          .replace(LEAD, '')
          .replace(/^[,\s]+|[,\s]+$/g, ''),
      ),
    )
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece));
}

const STATEMENT =
  /^(?:hi|hello|hey|dear|thanks|thank you|cheers|i(?:'m| am|'ve| have| run| own| work| teach| manage| look after| keep| coach| organi[sz]e| handle| take| sell| plan| do| usually| was| will|'ll)\b|we(?:'re| are|'ve| have| run| own| sell| will| had)\b|my |our |the |this |that |these |those |it |there |as (?:an?|the) |today |tomorrow |being |for context|speaking as|background|what i have|here is what|here's what|good )/i;
const ASKS =
  /\b(?:can|could|would|will) you\b|\bplease\b|\b(?:i|we)(?: also|'d also)?(?: need| want|'d like| would like| have to| must)\b|\blet me know\b|\btell me\b|\bhelp me\b|\bi(?:'m| am) (?:trying|looking|hoping) to\b|请|帮我/i;
const STARTS = new RegExp(`^(?:please\\s+|kindly\\s+|just\\s+|finally\\s+)?(?:${WORK_WORDS})\\b`, 'i');
const HOLDS = new RegExp(`\\b(?:${WORK_WORDS})\\b`, 'i');
const ASKING = new RegExp(`^(?:and\\s+)?(?:${QUESTION_WORDS})\\b`, 'i');

/** True when a piece asks for work, given whether it shows a known kind of work. */
export function isAsked(clause: string, known: boolean): boolean {
  const statement = STATEMENT.test(clause);
  if (!known && /\bthe following\b|\b(?:a few|some|several|these) things\b|\bwhat i need\b/i.test(clause))
    return false;
  if (STARTS.test(clause)) return true;
  if (ASKING.test(clause) && (known || clause.endsWith('?'))) return true;
  if (ASKS.test(clause)) return known || HOLDS.test(clause.replace(/\bplease\b|help/gi, ''));
  if (clause.endsWith('?')) return true;
  return known && !statement;
}
