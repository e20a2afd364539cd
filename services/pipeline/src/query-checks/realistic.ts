/** A query reads as a person writes it: no placeholder, no label of the classification, no arrow of its path. */
import type { QueryCheck } from './query-check.ts';

const PLACEHOLDER =
  /\[(?:insert|your|name|date|company|city|product|url|link|placeholder)[^\]]*\]|<(?:name|date|company|city|product|url|your[^>]*)>|\{\{[^}]*\}\}|lorem ipsum|\bX{3,6}\b|某某|\[(?:姓名|日期|公司|城市|产品|链接)[^\]]*\]/iu;
const LABEL = /\b(?:problem type|difficulty|persona|nonce)\s*[:：]|(?:问题类型|难度|角色设定)\s*[:：]/iu;
const ARROWS = /\S+ ?→ ?\S+ ?→ ?\S+/u;

export const realistic: QueryCheck = {
  name: 'realistic',
  scope: 'draft',
  refuse({ text, slot }) {
    if (PLACEHOLDER.test(text)) return { reason: 'placeholder' };
    const isPath = ARROWS.test(text) && slot.path.slice(1).some((label) => text.includes(label));
    return LABEL.test(text) || isPath ? { reason: 'names_classification' } : undefined;
  },
};
