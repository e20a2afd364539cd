/**
 * A row: what the exporter makes of the conversation, and around it the same columns in every format: ids, query,
 * lineage, and either the sub-agents' conversations in the same format or the link to the parent's row.
 */
import { type ExportView, isJsonObject, type JsonObject, NexError, type Sample } from '@nex/core';
import type { Column, ColumnType } from '../columns.ts';
import {
  type Exporter,
  isRefusal,
  type Refusal,
  type RestoredRun,
  type RestoredSample,
  type RowReader,
  type Written,
} from '../exporters/exporter.ts';
import { addLosses, type Losses } from '../losses/losses.ts';
import type { Conversation, RowSource } from '../views/conversation.ts';
import { wellFormed } from '../well-formed.ts';
import { fieldMisfit } from './fits.ts';
import { LINEAGE_COLUMN, lineageOf, RUN_LINK, runLink } from './lineage.ts';

export interface RowForm<Reader extends RowReader = RowReader> {
  exporter: Reader;
  view: ExportView;
  earlierLeaves: boolean;
}

const LEAF = [
  { name: 'leaf', type: 'int32' },
  { name: 'leaves', type: 'int32' },
] as const;

/** Rows that are not one per trajectory name their run and conversation. */
function isLinked({ view, earlierLeaves }: RowForm): boolean {
  return view !== 'root' || earlierLeaves;
}

/** Some formats have sub-agents within their own form. */
function hasSubAgentColumn({ view, exporter }: RowForm): boolean {
  return view === 'root' && exporter.readNested === undefined;
}

export function columnsOf(form: RowForm): readonly Column[] {
  const fields = form.exporter.fields.map(({ name, type }) => ({ name, type }));
  const subAgent: ColumnType = {
    struct: [...RUN_LINK, ...(isLinked(form) ? LEAF : []), ...fields],
  };
  return [
    {
      name: 'id',
      type: 'string',
      about: "Digest of the trajectory's messages; further rows of it add a part.",
    },
    { name: 'query', type: 'string', about: 'What the user asked.' },
    ...form.exporter.fields,
    { name: 'difficulty', type: 'string', about: '`easy`, `medium` or `hard`.' },
    { name: 'persona', type: 'string', about: 'The person for whom the query was written.' },
    {
      name: 'problem_type',
      type: { list: 'string' },
      about: 'Labels from the root of the problem-type tree.',
    },
    { name: 'language', type: 'string', about: 'Language of the query.' },
    ...(isLinked(form) ? LINK_COLUMNS : []),
    ...(hasSubAgentColumn(form)
      ? [
          {
            name: 'sub_agents',
            type: { list: subAgent },
            about: 'The conversations of the sub-agents, in order of starting; empty when none was called.',
          },
        ]
      : []),
    LINEAGE_COLUMN,
  ];
}

const LINK_COLUMNS: readonly Column[] = [
  {
    name: 'run',
    type: { struct: [...RUN_LINK, ...LEAF] },
    about:
      'The run that the conversation is of, the call that started it, and which of its conversations it is, the last being `leaves - 1`.',
  },
  { name: 'task', type: 'string', about: 'Shared by all rows that must lie in one split.' },
];

/** The row, not yet proved. Refused as a whole when one of its conversations is. */
export function writeRow(form: RowForm<Exporter>, source: RowSource): Written | Refusal {
  const { exporter } = form;
  const { sample, conversation } = source;
  const hasColumn = hasSubAgentColumn(form);
  const written = exporter.write(conversation, { sample, nested: hasColumn ? [] : source.beside });
  if (isRefusal(written)) return written;
  const losses: Losses = { ...source.losses };
  addLosses(losses, written.losses);
  const besides: Written[] = [];
  for (const beside of hasColumn ? source.beside : []) {
    const inner = exporter.write(beside, { sample, nested: [] });
    if (isRefusal(inner)) return inner;
    addLosses(losses, inner.losses);
    besides.push(inner);
  }
  const { lineage } = sample;
  const root = sample.trajectory.runs.find((run) => run.runId === sample.trajectory.rootRunId);
  const subAgents = besides.map(({ fields }, index) => ({
    ...wellFormed(linkOf(form, source.beside[index] ?? conversation)),
    ...fields,
  }));
  // The fields are well-formed because the conversations are.
  const row: JsonObject = {
    ...wellFormed({ id: source.id, query: sample.query }),
    ...written.fields,
    ...wellFormed({
      difficulty: lineage.difficulty,
      persona: lineage.persona,
      problem_type: lineage.problemType,
      language: lineage.language,
      ...(isLinked(form) && { run: linkOf(form, conversation), task: taskOf(sample) }),
    }),
    ...(hasColumn && { sub_agents: subAgents }),
    lineage: wellFormed(lineageOf(sample, root ?? conversation.run)),
  };
  return { fields: row, losses, prove: (read) => written.prove(read) ?? proveBesides(read, besides, source) };
}

function proveBesides(row: JsonObject, besides: readonly Written[], source: RowSource): Refusal | undefined {
  for (const [index, beside] of besides.length === 0 ? [] : source.beside.entries()) {
    const list = row['sub_agents'];
    const inner = Array.isArray(list) ? list[index] : undefined;
    if (!isJsonObject(inner) || inner['run_id'] !== wellFormed(beside.run.runId)) {
      return { reason: 'sub_agents', detail: `sub-agent ${index} is another or none` };
    }
    const found = besides[index]?.prove(inner);
    if (found) return { ...found, detail: `sub-agent ${index}: ${found.detail}` };
  }
  return undefined;
}

function linkOf(form: RowForm, { run, leaf, leaves }: Conversation): JsonObject {
  return isLinked(form) ? { ...runLink(run), leaf, leaves } : runLink(run);
}

/** What all samples of one task share. */
export function taskOf(sample: Sample): string {
  return sample.group ?? sample.lineage.queryId;
}

/** Reads a row from its parsed line. Throws `invalid_request` when it is no row of this form. */
export function readRow(form: RowForm, value: unknown): RestoredSample {
  const { exporter } = form;
  const wrong = fieldMisfit(value, columnsOf(form), '');
  if (wrong !== undefined || !isJsonObject(value)) throw noRow(exporter, wrong ?? 'it is no object');
  const lineage = structOf(value, 'lineage');
  const link = isLinked(form)
    ? structOf(value, 'run')
    : {
        run_id: lineage['run_id'] ?? '',
        parent_run_id: null,
        parent_call_id: null,
        agent: lineage['agent'] ?? '',
      };
  const subAgents = Array.isArray(value['sub_agents']) ? value['sub_agents'].filter(isJsonObject) : [];
  return {
    id: textOrNull(value['id']) ?? '',
    query: textOrNull(value['query']) ?? '',
    buildId: textOrNull(lineage['build_id']) ?? '',
    offlineModel: lineage['offline_model'] === true,
    difficulty: textOrNull(value['difficulty']) ?? '',
    language: textOrNull(value['language']) ?? '',
    problemType: Array.isArray(value['problem_type']) ? value['problem_type'].map(String) : [],
    model: textOrNull(lineage['model']) ?? '',
    injected: Array.isArray(lineage['injected']) ? lineage['injected'].map(String) : [],
    task: textOrNull(value['task']),
    runs: [
      restoredRun(exporter, link, value),
      ...(exporter.readNested?.(value) ?? subAgents.map((run) => restoredRun(exporter, run, run))),
    ],
  };
}

function restoredRun(exporter: RowReader, link: JsonObject, fields: JsonObject): RestoredRun {
  return {
    runId: textOrNull(link['run_id']) ?? '',
    parentRunId: textOrNull(link['parent_run_id']),
    parentCallId: textOrNull(link['parent_call_id']),
    agent: textOrNull(link['agent']) ?? '',
    isLast: link['leaf'] === undefined || link['leaf'] === Number(link['leaves']) - 1,
    tools: textOrNull(fields['tools']) ?? '[]',
    messages: exporter.read(fields),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function structOf(row: JsonObject, name: string): JsonObject {
  const value = row[name];
  return isJsonObject(value) ? value : {};
}

function noRow(exporter: RowReader, problem: string): NexError {
  return new NexError('invalid_request', `The row is no ${exporter.name} row: ${problem}.`);
}
