/**
 * The YAML header of a dataset card, as the Hugging Face Hub and its `datasets` library read it, with the column
 * types of the first format spelled out so that no loader has to guess them. It has a configuration for each format, over
 * the Parquet files only: the library takes the file format of a card's first configuration for all of them, so one over
 * the JSON lines would not load. The card says how to load those by name.
 */
import type { CompositionAccount, FormatAccount, Manifest } from '@nex/core';
import { stringify } from 'yaml';
import { type Column, cardFeature } from '../columns.ts';
import { marginsOf, ranked } from '../composition.ts';
import { PARQUET } from '../parquet.ts';

/** Upper bounds (exclusive) of the Hub's classes of size. */
const SIZES: readonly [below: number, name: string][] = [
  [1e3, 'n<1K'],
  [1e4, '1K<n<10K'],
  [1e5, '10K<n<100K'],
  [1e6, '100K<n<1M'],
  [1e7, '1M<n<10M'],
  [Number.POSITIVE_INFINITY, '10M<n<100M'],
];
/** Plain YAML: no aliases, no folded lines. */
const OPTIONS = { aliasDuplicateObjects: false, lineWidth: 0 };

export function renderHeader(
  manifest: Manifest,
  composition: CompositionAccount,
  columns: readonly Column[],
  license: string,
): string {
  const languages = ranked(marginsOf(composition).language).map(
    ([language]) => language.split(/[-_]/)[0] ?? '',
  );
  const features = columns.map(cardFeature);
  const header = {
    license,
    language: [...new Set(languages.filter((code) => /^[a-z]{2,3}$/.test(code)))].sort(),
    pretty_name: manifest.name,
    task_categories: ['text-generation'],
    tags: tagsOf(manifest, composition),
    size_categories: [SIZES.find(([below]) => manifest.rows < below)?.[1]],
    configs: (manifest.formats ?? []).map(configOf),
    dataset_info: { config_name: configName(manifest.formats?.[0]), features },
  };
  return `---\n${stringify(header, OPTIONS)}---`;
}

function configOf(format: FormatAccount, index: number): Record<string, unknown> {
  return {
    config_name: configName(format),
    ...(index === 0 && { default: true }),
    data_files: Object.keys(format.splits).map((split) => ({
      split,
      path: `${format.name}/${split}-*.${PARQUET.extension}`,
    })),
  };
}

function configName(format: FormatAccount | undefined): string {
  return format && format.name !== 'data' ? format.name : 'default';
}

/** How imported trajectories came to be is not known. */
function tagsOf({ imported }: Manifest, composition: CompositionAccount): string[] {
  return [
    'agent',
    'tool-use',
    'function-calling',
    ...(imported ? ['trajectories'] : ['mcp', 'trajectories', 'synthetic']),
    ...(Object.keys(composition.subAgent).length > 0 ? ['multi-agent'] : []),
    ...(composition.offlineRows > 0 ? ['offline-model'] : []),
  ];
}
