/** The rules of `@nex/framework` over files of either form, with the catalogue of this service. */
import type { BundleFile, LintFinding } from '@nex/core';
import { type LintOptions, lintFramework } from '@nex/framework';
import { type Catalogue, catalogueData } from '@nex/mcp';

export function lintBundle(
  files: readonly BundleFile[],
  catalogue: Catalogue,
  options: Omit<LintOptions, 'catalogue'> = {},
): Promise<LintFinding[]> {
  return lintFramework(files, { ...options, catalogue: catalogueData(catalogue) });
}
