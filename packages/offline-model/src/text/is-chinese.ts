/** A text is Chinese when a fifth of its letters or more are, quotations aside: names and units may be Latin. */
import { quotationsIn } from './literals.ts';

const MIN_SHARE = 0.2;

export function isChinese(text: string): boolean {
  let own = text;
  for (const { raw } of quotationsIn(text)) own = own.replace(raw, ' ');
  const letters = own.match(/\p{L}/gu)?.length ?? 0;
  const han = own.match(/\p{Script=Han}/gu)?.length ?? 0;
  return letters > 0 && han / letters >= MIN_SHARE;
}
