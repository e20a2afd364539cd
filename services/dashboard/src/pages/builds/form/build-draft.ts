/** The form of a new build as text, and the request that it means. */
import { type CreateBuild, DEFAULT_DIFFICULTY, type ExporterName, REVIEW_STAGES } from '@nex/core';

export interface BuildDraft {
  frameworkId: string;
  name: string;
  queries: string;
  samples: string;
  seed: string;
  concurrency: string;
  languages: ('en' | 'zh')[];
  /** In percent. */
  difficulty: { easy: string; medium: string; hard: string };
  formats: ExporterName[];
  /** In percent. */
  validation: string;
  budgetTokens: string;
  budgetCost: string;
  onBudget: 'pause' | 'finish';
  reviewAfter: string;
  nearDuplicates: 'flag' | 'drop' | 'off';
}

export function newDraft(frameworkId: string): BuildDraft {
  const percent = (share: number) => String(Math.round(share * 100));
  const { easy, medium, hard } = DEFAULT_DIFFICULTY;
  return {
    frameworkId,
    name: '',
    queries: '24',
    samples: '1',
    seed: '7',
    concurrency: '8',
    languages: ['en'],
    difficulty: { easy: percent(easy), medium: percent(medium), hard: percent(hard) },
    formats: ['openai-chat'],
    validation: '0',
    budgetTokens: '',
    budgetCost: '',
    onBudget: 'pause',
    reviewAfter: '',
    nearDuplicates: 'flag',
  };
}

/** The shares add up to 100, and something is chosen of each list. */
export function isComplete({ frameworkId, difficulty, languages, formats, queries }: BuildDraft): boolean {
  const sum = Number(difficulty.easy) + Number(difficulty.medium) + Number(difficulty.hard);
  return (
    frameworkId !== '' && sum === 100 && languages.length > 0 && formats.length > 0 && Number(queries) >= 1
  );
}

/** What is left at its default is left out, so that the server's own default holds. */
export function requestOf(draft: BuildDraft): CreateBuild {
  const share = (percent: string) => Number(percent) / 100;
  const { easy, medium, hard } = draft.difficulty;
  const tokens = draft.budgetTokens.trim();
  const cost = draft.budgetCost.trim();
  const validation = share(draft.validation);
  const after = REVIEW_STAGES.find((stage) => stage === draft.reviewAfter);
  return {
    frameworkId: draft.frameworkId,
    ...(draft.name.trim() !== '' && { name: draft.name.trim() }),
    queries: Number(draft.queries),
    samples: Number(draft.samples),
    seed: Number(draft.seed),
    concurrency: Number(draft.concurrency),
    languages: draft.languages,
    difficulty: { easy: share(easy), medium: share(medium), hard: share(hard) },
    formats: draft.formats.map((exporter) => ({ exporter })),
    ...(validation > 0 && { split: { train: Math.round((1 - validation) * 100) / 100, validation } }),
    ...((tokens !== '' || cost !== '') && {
      budget: {
        ...(tokens !== '' && { totalTokens: Number(tokens) }),
        ...(cost !== '' && { costUsd: Number(cost) }),
        onBudget: draft.onBudget,
      },
    }),
    ...(after && { review: { after: [after] } }),
    ...(draft.nearDuplicates !== 'flag' && {
      quality: { nearDuplicates: { onDuplicate: draft.nearDuplicates } },
    }),
  };
}
