/** Ids that answers held, so that later calls can name what earlier ones made. */
import { isJsonObject, type Json } from '@nex/core';

export interface Harvest {
  /** Takes up what an answer of the tool holds. */
  take(tool: string, texts: readonly string[]): void;
  /** The newest value for a property whose name ends in `id`, else `undefined`. */
  idFor(property: string): string | undefined;
}

const MAX_VALUES = 2_000;
/** `Project ID: p-9`, `taskId = 7`, **id**: x. */
const NAMED_ID = /\b((?:[A-Za-z]+[ _-]?)?id)\b["'`*]*\s*[:=]\s*["'`*]*([\w-]{1,80})/gi;

export function createHarvest(): Harvest {
  const values = new Map<string, string>();
  const keep = (key: string, value: string) => {
    if (values.size < MAX_VALUES && value !== '' && value.length <= 200) values.set(plain(key), value);
  };
  const walk = (value: Json, near: string): void => {
    if (Array.isArray(value)) for (const item of value.slice(0, 50)) walk(item, near);
    if (!isJsonObject(value)) return;
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === 'string' || typeof item === 'number') {
        if (/id$/i.test(key)) keep(/^id$/i.test(key) ? `${near}id` : key, String(item));
        if (/^id$/i.test(key)) keep('id', String(item));
      } else walk(item, singular(key));
    }
  };
  return {
    take(tool, texts) {
      const near = plain(tool).replace(/^(create|add|new|start|open|init|list|get)/, '');
      for (const text of texts) {
        try {
          walk(JSON.parse(text) as Json, near);
        } catch {
          for (const [, key = '', value = ''] of text.matchAll(NAMED_ID)) {
            keep(key, value);
            if (plain(key) === 'id') keep(`${near}id`, value);
          }
        }
      }
    },
    idFor(property) {
      const name = plain(property);
      if (!name.endsWith('id')) return undefined;
      return values.get(name) ?? values.get('id');
    },
  };
}

function plain(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
}

function singular(name: string): string {
  return plain(name).replace(/s$/, '');
}
