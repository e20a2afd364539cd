/**
 * Calculations with texts and numbers of things.
 */
import type { Gap } from './gap.ts';

/** Gaps about texts and check digits. */
export const TEXTS: Gap[] = [
  {
    name: 'reading_time',
    when: /readab|reading time|\bword counts?\b|\bnewsletter|\bblog|\beditor|阅读时长|可读性|字数|稿件|编辑/i,
    does: ['Work out words, sentences and reading time of a text', '统计文本的词数、句数与阅读时长'],
    needs: 'reading time, words and sentences of a text',
    parameters: [
      { name: 'text', type: 'string', text: ['The text', '文本'] },
      { name: 'words_per_minute', type: 'integer', text: ['Reading speed', '每分钟阅读词数'] },
    ],
    returns: ['words, sentences and minutes, one decimal', '词数、句数与分钟数，保留一位小数'],
    cases: [
      {
        name: 'two sentences',
        input: { text: 'We bake bread. You eat it.', words_per_minute: 60 },
        expected: { words: 6, sentences: 2, minutes: 0.1 },
      },
      {
        name: 'without a full stop',
        input: { text: 'one two three four five six', words_per_minute: 3 },
        expected: { words: 6, sentences: 1, minutes: 2 },
      },
      { name: 'no text', input: { text: '  ', words_per_minute: 200 }, expected: { error: true } },
    ],
    body: `if (typeof args.text !== 'string' || args.text.trim() === '') return wrong('text must not be empty');
  if (!(Number.isInteger(args.words_per_minute) && args.words_per_minute > 0)) return wrong('words_per_minute must be a whole number above 0');
  const words = (args.text.match(/\\p{Script=Han}|[\\p{L}\\p{N}'’-]+/gu) ?? []).length;
  const sentences = args.text.split(/[.!?。！？]+/).filter((part: string) => part.trim() !== '').length;
  return { words, sentences, minutes: Math.round((words / args.words_per_minute) * 10) / 10 };`,
  },
  {
    name: 'isbn_check',
    when: /\bisbn|\bbook ?shop|\bbook ?store|\blibrar(?:y|ies)\b|书号|书店|图书馆/i,
    does: ['Check the ISBN of a book', '校验图书的书号'],
    needs: 'check digit of an ISBN-13 of a book',
    parameters: [
      {
        name: 'isbn',
        type: 'string',
        text: ['ISBN with 13 digits, hyphens allowed', '十三位书号，可带连字符'],
      },
    ],
    returns: ['whether it is valid and the check digit that it should have', '是否有效，以及应有的校验位'],
    cases: [
      { name: 'valid', input: { isbn: '978-3-16-148410-0' }, expected: { valid: true, check_digit: 0 } },
      { name: 'wrong digit', input: { isbn: '9783161484105' }, expected: { valid: false, check_digit: 0 } },
      { name: 'too short', input: { isbn: '12345' }, expected: { error: true } },
    ],
    body: `const digits = String(args.isbn ?? '').replace(/[\\s-]/g, '');
  if (!/^\\d{13}$/.test(digits)) return wrong('isbn must have 13 digits');
  const sum = [...digits.slice(0, 12)].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  const check = (10 - (sum % 10)) % 10;
  return { valid: check === Number(digits[12]), check_digit: check };`,
  },
  {
    name: 'iban_check',
    when: /\biban\b|bank account|\bremittance|银行账号|银行账户|汇款/i,
    does: ['Check the checksum of an IBAN', '校验国际银行账号'],
    needs: 'IBAN checksum of a bank account',
    parameters: [{ name: 'iban', type: 'string', text: ['IBAN, spaces allowed', '国际银行账号，可带空格'] }],
    returns: ['whether the checksum is right, and the country', '校验和是否正确，以及国家代码'],
    cases: [
      {
        name: 'valid',
        input: { iban: 'GB82 WEST 1234 5698 7654 32' },
        expected: { valid: true, country: 'GB' },
      },
      {
        name: 'one digit changed',
        input: { iban: 'GB82 WEST 1234 5698 7654 33' },
        expected: { valid: false, country: 'GB' },
      },
      { name: 'no IBAN', input: { iban: 'hello' }, expected: { error: true } },
    ],
    body: `const iban = String(args.iban ?? '').replace(/\\s/g, '').toUpperCase();
  if (!/^[A-Z]{2}\\d{2}[A-Z0-9]{11,30}$/.test(iban)) return wrong('iban is not of the form of an IBAN');
  const moved = iban.slice(4) + iban.slice(0, 4);
  let rest = 0;
  for (const sign of moved) for (const digit of String(Number.parseInt(sign, 36))) rest = (rest * 10 + Number(digit)) % 97;
  return { valid: rest === 1, country: iban.slice(0, 2) };`,
  },
  {
    name: 'ean_check',
    when: /\bbar ?codes?\b|\bean\b|\bgtin\b|条形码|条码/i,
    does: ['Check the check digit of a barcode', '校验商品条形码'],
    needs: 'EAN-13 barcode check digit',
    parameters: [{ name: 'code', type: 'string', text: ['Barcode with 13 digits', '十三位条形码'] }],
    returns: ['whether it is valid and the check digit that it should have', '是否有效，以及应有的校验位'],
    cases: [
      { name: 'valid', input: { code: '4006381333931' }, expected: { valid: true, check_digit: 1 } },
      { name: 'wrong digit', input: { code: '4006381333932' }, expected: { valid: false, check_digit: 1 } },
      { name: 'letters', input: { code: '40063813339AB' }, expected: { error: true } },
    ],
    body: `const digits = String(args.code ?? '').replace(/\\s/g, '');
  if (!/^\\d{13}$/.test(digits)) return wrong('code must have 13 digits');
  const sum = [...digits.slice(0, 12)].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  const check = (10 - (sum % 10)) % 10;
  return { valid: check === Number(digits[12]), check_digit: check };`,
  },
];
