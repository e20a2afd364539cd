/** The path parameter of every route of one build. */
import { MAX_VERSION } from '@nex/core';
import * as z from 'zod';

export const BuildParams = z.object({
  id: z.string().min(1).max(100).describe('Id of a build; below `/v1/data-sets` also of a data set.'),
});

/** Of a data set, from 1. */
export const VersionNumber = z.coerce.number().int().min(1).max(MAX_VERSION);

/** Which version of a data set; default: the newest. */
export const VersionQuery = z.object({
  version: VersionNumber.optional().describe('Version of the data set. Default: the newest.'),
});
