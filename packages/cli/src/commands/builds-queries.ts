/** `nex builds queries` */
import { QUERY_STATES, type QueryRecord, type RunAttempt } from '@nex/core';
import { type Command, Option } from 'commander';
import { tableLines } from '../output/table.ts';
import { excerpt } from '../output/text.ts';
import type { Runner } from './command.ts';
import { collect, type ListRequest, listOptions, noteMore } from './list/add-list.ts';

interface QueriesOptions extends ListRequest {
  state?: QueryRecord['state'];
  reason?: string;
  runs?: boolean;
}

const TEXT_CHARS = 80;

export function addBuildsQueries(group: Command, run: Runner): void {
  listOptions(
    group
      .command('queries')
      .description('list the queries of a build, with what was refused on the way to them')
      .argument('<build>', 'id of a build')
      .addOption(new Option('--state <state>', 'only queries in it (default: in any)').choices(QUERY_STATES))
      .option(
        '--reason <reason>',
        'only queries that were rejected for it, or had an attempt refused, as in wrong_language (default: any)',
      )
      .option('--runs', 'with the attempts at the runs of each query'),
  ).action((id: string, { runs, ...options }: QueriesOptions, command) =>
    run(command, async (context) => {
      const client = await context.client();
      const found = await collect(
        (asked) => client.builds.queries(id, { ...asked, ...(runs && { runs: 'true' }) }),
        options,
        context.signal,
      );
      context.print(found, ({ items }) =>
        items.length === 0 ? ['No query of the build is like that.'] : queryLines(items),
      );
      noteMore(context, found.nextCursor);
    }),
  );
}

/** A line per query, and one for each refused text and each attempt at a run below it. */
function queryLines(items: readonly QueryRecord[]): string[] {
  return tableLines(
    ['query', 'state', 'difficulty', 'language', 'reason', 'text'],
    items.flatMap(({ queryIndex, state, difficulty, language, reason, text, refusals, runs = [] }) => [
      [String(queryIndex), state, difficulty, language, reason, excerpt(text ?? '', TEXT_CHARS)],
      ...refusals.map((refused) => [
        '',
        'refused',
        '',
        '',
        refused.reason,
        excerpt(refused.text ?? '', TEXT_CHARS),
      ]),
      ...runs.map((run) => ['', run.outcome ?? run.state, '', '', run.failure?.code ?? '', runLine(run)]),
    ]),
  );
}

function runLine({ sampleIndex, attempt, runId = 'no run' }: RunAttempt): string {
  return `sample ${sampleIndex}, attempt ${attempt}: ${runId}`;
}
