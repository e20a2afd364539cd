import { type Finder, matches } from './finder.ts';

const EMAIL =
  /(?<![\p{L}\d._%+-])[\p{L}\d._%+-]{1,64}@(?:[\p{L}\d-]{1,63}\.){1,8}\p{L}{2,24}(?![\p{L}\d-])/gu;

export const findEmails: Finder = (text) =>
  text.includes('@') ? matches(text, EMAIL, (match) => match.toLowerCase()) : [];
