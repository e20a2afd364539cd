/** Readers of option values. What they refuse is wrong usage. */

import {
  DataSplit,
  DifficultyDistribution,
  EXPORT_VIEWS,
  EXPORTER_NAMES,
  ExportFormat,
  MODEL_EXPORTER_NAMES,
} from '@nex/core';
import { InvalidArgumentError } from 'commander';

/** A reader of whole numbers within the range. */
export function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

export const seed = whole(0, 4_294_967_295);

/** `easy:0.2,medium:0.5,hard:0.3` */
export function difficulty(text: string): DifficultyDistribution {
  const parsed = DifficultyDistribution.safeParse(sharesOf(text));
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(
    `Give three shares that add up to 1, as in easy:0.2,medium:0.5,hard:0.3 (${parsed.error.issues[0]?.message}).`,
  );
}

/** `hermes` or `hermes:per-agent`; given again, it adds. */
export function exportFormat(text: string, before: ExportFormat[] = []): ExportFormat[] {
  const [exporter, view = 'root', ...rest] = text.split(':');
  const parsed = ExportFormat.safeParse({ exporter, view });
  if (parsed.success && rest.length === 0) return [...before, parsed.data];
  if (MODEL_EXPORTER_NAMES.some((name) => name === exporter))
    throw new InvalidArgumentError(`${exporter} needs a template of its model: name it by --format-file.`);
  throw new InvalidArgumentError(
    `Give one of ${EXPORTER_NAMES.join(', ')}, and after a colon perhaps one of ${EXPORT_VIEWS.join(', ')}.`,
  );
}

/** `train:0.9,validation:0.05,test:0.05` */
export function dataSplit(text: string): DataSplit {
  const parsed = DataSplit.safeParse(sharesOf(text));
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(
    `Give shares that add up to 1, as in train:0.9,validation:0.05,test:0.05 (${parsed.error.issues[0]?.message}).`,
  );
}

function sharesOf(text: string): Record<string, number> {
  const pairs = text.split(',').map((part) => part.split(':'));
  return Object.fromEntries(pairs.map(([name, share]) => [name?.trim() ?? '', Number(share)]));
}

/** `en,zh` */
export function languages(text: string): ('en' | 'zh')[] {
  return text.split(',').map((name) => {
    const language = name.trim();
    if (language === 'en' || language === 'zh') return language;
    throw new InvalidArgumentError('Give en, zh, or en,zh.');
  });
}

/** A number above 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Give a number above 0.');
}

/** `calc,time`; given again, it adds. */
export function names(text: string, before: string[] = []): string[] {
  const given = text.split(',').map((name) => name.trim());
  if (given.every((name) => name !== '')) return [...before, ...given];
  throw new InvalidArgumentError('Give names separated by commas.');
}
