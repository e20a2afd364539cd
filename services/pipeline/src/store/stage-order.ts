/** The order in which a build's stages run. */
import { STAGE_NAMES, type StageName } from '@nex/core';

export const STAGE_ORDER: readonly StageName[] = STAGE_NAMES;
