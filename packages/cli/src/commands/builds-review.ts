/** `nex builds review`: shows what is to be looked at, or takes decisions about it. */
import type { DecideReview } from '@nex/core';
import type { Command } from 'commander';
import { reviewLines } from '../output/review.ts';
import type { Runner } from './command.ts';

interface ReviewOptions {
  accept: string[];
  reject: string[];
  by?: string;
  note?: string;
}

const gathered = (id: string, before: string[]) => [...before, id];

export function addBuildsReview(group: Command, run: Runner): void {
  group
    .command('review')
    .description('look at a sample of the queries or runs of a build; accept or reject them or any others')
    .argument('<build>', 'id of a build')
    .option('--accept <id>', 'a query or run; may be repeated', gathered, [])
    .option('--reject <id>', 'a query or run that the data set is not to have; may be repeated', gathered, [])
    .option('--by <name>', 'who decides; needed with --accept and --reject (default: nobody)')
    .option('--note <text>', 'why, kept with the decision (default: no reason)')
    .action((id: string, { accept, reject, by, note }: ReviewOptions, command) =>
      run(command, async (context) => {
        const decided = [
          ...accept.map((item) => ({ id: item, decision: 'accept' as const })),
          ...reject.map((item) => ({ id: item, decision: 'reject' as const })),
        ];
        const both = accept.find((item) => reject.includes(item));
        if (both !== undefined) command.error(`error: ${both} is both accepted and rejected`);
        if (decided.length > 0 && by === undefined) command.error('error: say who decides, as in --by Ada');
        if (decided.length === 0 && (by !== undefined || note !== undefined)) {
          command.error('error: --by and --note go with --accept or --reject');
        }
        const client = await context.client();
        const { signal } = context;
        const items: DecideReview['items'] = decided.map((one) => ({
          ...one,
          ...(note !== undefined && { note }),
        }));
        const review =
          by === undefined
            ? await client.builds.review(id, { signal })
            : await client.builds.decideReview(id, { by, items }, { signal });
        context.print(review, reviewLines);
      }),
    );
}
