/** Names of people and things in English prose: words with capital letters side by side, not at a sentence's start. */

const NAME = /(?<=[\p{Ll},;:)]\s)\p{Lu}\p{Ll}{2,}(?:\s\p{Lu}\p{Ll}{2,}){1,3}/gu;
const CALENDAR =
  /^(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|United|North|South|East|West|New|San|Los|Great|European)\b/;

/** Names of which no word occurs in `told` (lower case). */
export function unknownNames(prose: string, told: string): string[] {
  const plain = prose
    .replaceAll(/^[ \t]*(?:#|[-*+|>]|\d+[.)]).*$/gmu, '')
    .replaceAll(/\*\*[^*\n]*\*\*/gu, '');
  return [...new Set(plain.match(NAME))].filter(
    (name) => !CALENDAR.test(name) && !name.split(' ').some((word) => told.includes(word.toLowerCase())),
  );
}
