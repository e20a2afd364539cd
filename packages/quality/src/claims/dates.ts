/** Days that a text names, as `YYYY-MM-DD`. */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const FORMS: readonly (readonly [RegExp, order: 'ymd' | 'dmy' | 'mdy'])[] = [
  [/(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/g, 'ymd'],
  [/(?<!\d)(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日/g, 'ymd'],
  [new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?(${MONTH}),?\\s+(\\d{4})\\b`, 'gi'), 'dmy'],
  [new RegExp(`\\b(${MONTH})\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})\\b`, 'gi'), 'mdy'],
];

export function daysIn(text: string): Map<string, string> {
  const days = new Map<string, string>();
  for (const [form, order] of FORMS) {
    for (const [written, a = '', b = '', c = ''] of text.matchAll(form)) {
      const [year, month, day] = order === 'ymd' ? [a, b, c] : order === 'dmy' ? [c, b, a] : [c, a, b];
      const number = /^\d/.test(month) ? Number(month) : MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1;
      if (number < 1 || number > 12 || Number(day) < 1 || Number(day) > 31) continue;
      days.set(`${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`, written);
    }
  }
  return days;
}
