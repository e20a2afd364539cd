/** The closed list of tool-call formats in text: what an agent file may name and what the dialects package implements. */
import * as z from 'zod';

export const DIALECT_NAMES = [
  'nexau-xml',
  'hermes',
  'qwen3-coder',
  'glm45',
  'minimax-m2',
  'deepseek-v31',
  'kimi-k2',
  'llama3',
  'mistral',
  'harmony',
  'pythonic',
  'json-list',
  'gemma',
] as const;
export const DialectName = z.enum(DIALECT_NAMES);
export type DialectName = z.infer<typeof DialectName>;
