/** Every shape. */
import type { Shape } from '../shape.ts';
import { archivist } from './archivist.ts';
import { chinese } from './chinese.ts';
import { clerk } from './clerk.ts';
import { coder } from './coder.ts';
import { researcher } from './researcher.ts';
import { team } from './team.ts';

export const SHAPES: readonly Shape[] = [researcher, team, coder, clerk, chinese, archivist];
