/** `permissions` of a tool or server: what a run may do without asking. */
import type { PermissionRules } from '@nex/core';
import * as z from 'zod';

const Patterns = z.array(z.string().min(1).max(1000)).max(500).nullish();

export const Permissions = z
  .strictObject({
    allow: Patterns.describe('What may happen without asking; "**" is everything.'),
    deny: Patterns.describe('What never happens; wins over "allow".'),
  })
  .describe('What the tool may do without asking. Absent: everything.');
export type Permissions = z.infer<typeof Permissions>;

/** `undefined` when the entry names no list. A list that is there and empty restricts: what it does not name asks. */
export function toPermissionRules(entry: Permissions | null | undefined): PermissionRules | undefined {
  if (entry?.allow == null && entry?.deny == null) return undefined;
  return { allow: entry.allow ?? [], deny: entry.deny ?? [] };
}
