/** Every enhancer, in the order in which they work: each sees what the ones before it have left. */
import type { Enhancer } from './enhancer.ts';
import { files } from './files.ts';
import { fuzzify } from './fuzzify.ts';
import { grounded } from './grounded.ts';
import { rewritePersona } from './rewrite-persona.ts';
import { urls } from './urls.ts';

export const ENHANCERS: readonly Enhancer[] = [rewritePersona, grounded, urls, files, fuzzify];
