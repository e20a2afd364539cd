/**
 * After a failed call one sensible other call is made, chosen by what the error says.
 * The same call is never made again.
 */

import type { JsonObject } from '../schema/json-schema.ts';
import { tokens } from '../text/tokens.ts';
import { baseDirectory } from './told.ts';
import { type Call, callKey, type Outcome, type Role, type Situation, type Tool } from './types.ts';

/** A call made because another failed. */
export type Repair = { call: Call; role: Role };

type Rule = {
  name: string;
  when: RegExp;
  mend(failed: Outcome, situation: Situation, tool: Tool | undefined): Repair | undefined;
};

function find(situation: Situation, pattern: RegExp): Tool | undefined {
  return situation.tools.find(({ name }) => pattern.test(name.replace(/^.*__/, '')));
}

function again(failed: Outcome, changes: JsonObject): Repair {
  return {
    call: { tool: failed.call.tool, arguments: { ...failed.call.arguments, ...changes } },
    role: 'main',
  };
}

function similar(wanted: string, offered: string[]): string | undefined {
  const want = wanted.toLowerCase();
  const scored = offered.map((name) => {
    const have = name.toLowerCase();
    const shared = tokens(name).filter((word) => tokens(wanted).includes(word)).length;
    const near = have === want ? 3 : have.includes(want) || want.includes(have) ? 1 : 0;
    return { name, score: shared + near - Math.abs(have.length - want.length) / 20 };
  });
  const best = scored.sort((left, right) => right.score - left.score)[0];
  return best && best.score > 0.5 ? best.name : undefined;
}

const RULES: Rule[] = [
  {
    name: 'path under the allowed directory',
    when: /access denied|outside allowed/i,
    mend(failed, situation) {
      const base = baseDirectory(situation);
      const changes: JsonObject = {};
      for (const name of ['path', 'source', 'destination']) {
        const path = failed.call.arguments[name];
        if (base && typeof path === 'string' && !path.startsWith(base)) {
          changes[name] = `${base}/${path.replace(/^\/(?:workspace\/?)?/, '')}`.replace(/\/$/, '');
        }
      }
      return Object.keys(changes).length > 0 ? again(failed, changes) : undefined;
    },
  },
  {
    name: 'write beside instead of into a missing folder',
    when: /enoent|no such file|parent directory does not exist/i,
    mend(failed, situation) {
      const { path, content } = failed.call.arguments;
      if (typeof path !== 'string' || content === undefined) return undefined;
      const base = baseDirectory(situation) ?? '/workspace';
      return again(failed, { path: `${base}/${path.split('/').at(-1)}` });
    },
  },
  {
    name: 'look for the missing file',
    when: /enoent|no such file/i,
    mend(failed, situation) {
      const { path } = failed.call.arguments;
      const search = find(situation, /^search_files$/);
      if (typeof path !== 'string' || !search) return undefined;
      const base = baseDirectory(situation) ?? '/workspace';
      const stem = (path.split('/').at(-1) ?? path).replace(/\.\w+$/, '');
      return {
        call: { tool: search.name, arguments: { path: base, pattern: `**/*${stem}*` } },
        role: 'helper',
      };
    },
  },
  {
    name: 'make the thing a fact is about',
    when: /entity with name .* not found/i,
    mend(failed, situation) {
      const create = find(situation, /^create_entities$/);
      const given = failed.call.arguments.observations;
      if (!create || !Array.isArray(given)) return undefined;
      const entities = given.map((one) => {
        const { entityName, contents } = one as JsonObject;
        return { name: entityName ?? '', entityType: 'note', observations: contents ?? [] };
      });
      return { call: { tool: create.name, arguments: { entities } }, role: 'main' };
    },
  },
  {
    name: 'see which names exist',
    when: /not found/i,
    mend(failed, situation) {
      const { typeName, fieldName } = failed.call.arguments;
      const wanted = typeName ?? fieldName;
      if (typeof wanted !== 'string') return undefined;
      const lister =
        find(situation, typeName ? /^list-types$/ : /^list-query-fields$/) ??
        find(situation, /^search-schema$/);
      if (!lister) return undefined;
      const takesPattern = 'pattern' in (lister.parameters.properties ?? {});
      const given: JsonObject = takesPattern ? { pattern: wanted.slice(0, 4) } : {};
      return { call: { tool: lister.name, arguments: given }, role: 'helper' };
    },
  },
  {
    name: 'write what cannot be updated',
    when: /not ?found/i,
    mend(failed, situation) {
      const write = find(situation, /^memory_bank_write$/);
      if (!/update/.test(failed.call.tool) || !write) return undefined;
      return { call: { tool: write.name, arguments: failed.call.arguments }, role: 'main' };
    },
  },
  {
    name: 'without the optional arguments',
    when: /invalid|unexpected|unknown|unrecognized|not allowed|validation|unsupported/i,
    mend(failed, _, tool) {
      const required = new Set(tool?.parameters.required ?? []);
      const entries = Object.entries(failed.call.arguments);
      const kept = entries.filter(([name]) => required.has(name));
      if (kept.length === entries.length) return undefined;
      return { call: { tool: failed.call.tool, arguments: Object.fromEntries(kept) }, role: 'main' };
    },
  },
];

/** The call that follows a look for what was missing: the failed one with a name that exists. */
function corrected(failed: Outcome, looked: Outcome): Repair | undefined {
  const { path, typeName, fieldName } = failed.call.arguments;
  if (typeof path === 'string') {
    const found = looked.text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.startsWith('/'));
    return found[0] ? again(failed, { path: found[0] }) : undefined;
  }
  const wanted = typeName ?? fieldName;
  if (typeof wanted !== 'string') return undefined;
  const offered = [...looked.text.matchAll(/[A-Za-z_]\w+/g)].map(([name]) => name);
  const name = similar(wanted, offered);
  return name ? again(failed, typeName ? { typeName: name } : { fieldName: name }) : undefined;
}

/** The repair for a request's attempts so far, or nothing when it is to be given up. */
export function repair(attempts: readonly Outcome[], situation: Situation): Repair | undefined {
  const mains = attempts.filter(({ role }) => role === 'main');
  const failed = mains.at(-1);
  if (!failed?.failed || mains.length > 1) return undefined;
  const known = new Set(situation.outcomes.map(({ call }) => callKey(call)));
  const fresh = (one: Repair | undefined) => (one && !known.has(callKey(one.call)) ? one : undefined);
  const looked = attempts.slice(attempts.indexOf(failed) + 1).at(-1);
  if (looked) return looked.failed ? undefined : fresh(corrected(failed, looked));
  const tool = situation.tools.find(({ name }) => name === failed.call.tool);
  for (const { when, mend } of RULES) {
    const one = when.test(failed.text) ? fresh(mend(failed, situation, tool)) : undefined;
    if (one) return one;
  }
  return undefined;
}
