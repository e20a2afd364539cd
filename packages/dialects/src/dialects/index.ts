/** The dialects by name: the closed list that an agent file may name. */
import type { DialectName } from '@nex/core';
import type { Dialect } from '../dialect.ts';
import { deepseekV31 } from './deepseek-v31/index.ts';
import { gemma } from './gemma.ts';
import { glm45 } from './glm45.ts';
import { harmony } from './harmony/index.ts';
import { hermes } from './hermes.ts';
import { jsonList } from './json-list.ts';
import { kimiK2 } from './kimi-k2.ts';
import { llama3 } from './llama3.ts';
import { minimaxM2 } from './minimax-m2.ts';
import { mistral } from './mistral.ts';
import { nexauXml } from './nexau-xml/index.ts';
import { pythonic } from './pythonic.ts';
import { qwen3Coder } from './qwen3-coder/index.ts';

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  'nexau-xml': nexauXml,
  hermes,
  'qwen3-coder': qwen3Coder,
  glm45,
  'minimax-m2': minimaxM2,
  'deepseek-v31': deepseekV31,
  'kimi-k2': kimiK2,
  llama3,
  mistral,
  harmony,
  pythonic,
  'json-list': jsonList,
  gemma,
};
