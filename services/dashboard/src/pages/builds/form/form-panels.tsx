import { EXPORTER_NAMES, type Framework, REVIEW_STAGES } from '@nex/core';
import { Field, Segments, Select, TextInput } from '../../../components/fields.tsx';
import { Panel } from '../../../components/panel.tsx';
import { texts } from '../../../texts/en.ts';
import type { BuildDraft } from './build-draft.ts';
import { CheckGroup } from './check-group.tsx';

const words = texts.builds.form;
const LANGUAGES = ['en', 'zh'] as const;
const LEVELS = ['easy', 'medium', 'hard'] as const;

export interface FormPanelsProps {
  draft: BuildDraft;
  frameworks: readonly Framework[];
  isLoading: boolean;
  onChange(change: Partial<BuildDraft>): void;
}

export function FormPanels({ draft, frameworks, isLoading, onChange }: FormPanelsProps) {
  const number = (name: NumberField, label: string, min: number, max: number, step = 1) => (
    <Field key={name} label={label}>
      {(id) => (
        <TextInput
          id={id}
          type="number"
          {...{ min, max, step }}
          value={draft[name]}
          onChange={({ target }) => onChange({ [name]: target.value })}
        />
      )}
    </Field>
  );
  const sum = LEVELS.reduce((all, level) => all + Number(draft.difficulty[level]), 0);
  return (
    <>
      <Panel title={words.size} bodyClass="grid grid-cols-2 gap-3 p-3 lg:grid-cols-4">
        <div className="col-span-2">
          <Field
            label={words.framework}
            hint={!isLoading && frameworks.length === 0 ? words.noneReady : undefined}
          >
            {(id) => (
              <Select
                id={id}
                value={draft.frameworkId}
                className="w-full"
                options={[
                  { value: '', label: words.noFramework },
                  ...frameworks.map((one) => ({
                    value: one.id,
                    label: one.title ?? one.name ?? one.sentence,
                  })),
                ]}
                onChange={(frameworkId) => onChange({ frameworkId })}
              />
            )}
          </Field>
        </div>
        <div className="col-span-2">
          <Field label={words.name} hint={words.nameHint}>
            {(id) => (
              <TextInput
                id={id}
                value={draft.name}
                maxLength={100}
                onChange={({ target }) => onChange({ name: target.value })}
              />
            )}
          </Field>
        </div>
        {number('queries', words.queries, 1, 100_000)}
        {number('samples', words.samples, 1, 64)}
        {number('concurrency', words.concurrency, 1, 512)}
        {number('seed', words.seed, 0, 4_294_967_295)}
      </Panel>
      <Panel title={words.spread} bodyClass="grid gap-3 p-3 lg:grid-cols-2">
        <fieldset>
          <legend className="mb-1 text-xs font-medium text-muted">{words.difficulty}</legend>
          <div className="flex gap-3">
            {LEVELS.map((level) => (
              <Field key={level} label={`${level}, %`}>
                {(id) => (
                  <TextInput
                    id={id}
                    type="number"
                    min={0}
                    max={100}
                    className="w-20"
                    value={draft.difficulty[level]}
                    onChange={({ target }) =>
                      onChange({ difficulty: { ...draft.difficulty, [level]: target.value } })
                    }
                  />
                )}
              </Field>
            ))}
          </div>
          {sum !== 100 && (
            <p role="alert" className="mt-1 text-bad">
              {words.sum}
            </p>
          )}
        </fieldset>
        <CheckGroup
          label={words.languages}
          options={LANGUAGES}
          chosen={draft.languages}
          onChange={(languages) => onChange({ languages })}
        />
      </Panel>
      <Panel title={words.limits} bodyClass="grid grid-cols-2 gap-3 p-3 lg:grid-cols-4">
        {number('budgetTokens', words.budgetTokens, 1, 1e15)}
        {number('budgetCost', words.budgetCost, 0.01, 1e9, 0.01)}
        <Field label={words.onBudget}>
          {(id) => (
            <Select
              id={id}
              value={draft.onBudget}
              options={(['pause', 'finish'] as const).map((value) => ({ value, label: words[value] }))}
              onChange={(onBudget) => onChange({ onBudget: onBudget as BuildDraft['onBudget'] })}
            />
          )}
        </Field>
        <Field label={words.review}>
          {(id) => (
            <Select
              id={id}
              value={draft.reviewAfter}
              options={[
                { value: '', label: words.reviewNone },
                ...REVIEW_STAGES.map((stage) => ({
                  value: stage,
                  label: texts.builds.stages.names[stage] ?? stage,
                })),
              ]}
              onChange={(reviewAfter) => onChange({ reviewAfter })}
            />
          )}
        </Field>
      </Panel>
      <Panel title={words.output} bodyClass="space-y-3 p-3">
        <CheckGroup
          label={words.formats}
          hint={words.formatsHint}
          options={EXPORTER_NAMES}
          chosen={draft.formats}
          onChange={(formats) => onChange({ formats })}
        />
        <div className="flex gap-6">
          {number('validation', `${words.split}, %`, 0, 50)}
          <div className="flex flex-col gap-1">
            <span className="text-xs font-medium text-muted">{words.nearDuplicates}</span>
            <Segments
              label={words.nearDuplicates}
              value={draft.nearDuplicates}
              options={[
                { value: 'flag', label: words.flagThem },
                { value: 'drop', label: words.dropThem },
                { value: 'off', label: words.offThem },
              ]}
              onChange={(value) => onChange({ nearDuplicates: value as BuildDraft['nearDuplicates'] })}
            />
          </div>
        </div>
      </Panel>
    </>
  );
}

type NumberField =
  | 'queries'
  | 'samples'
  | 'concurrency'
  | 'seed'
  | 'budgetTokens'
  | 'budgetCost'
  | 'validation';
