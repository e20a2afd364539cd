import { MAX_AGENTS, MAX_SENTENCE_LENGTH, PATTERN_NAMES } from '@nex/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Sparkles } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../api/api-provider.tsx';
import { Button } from '../../components/button.tsx';
import { Field, Select, TextInput } from '../../components/fields.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { texts } from '../../texts/en.ts';

const { create } = texts.frameworks;

const PATTERNS = [
  { value: 'auto', label: create.auto },
  ...PATTERN_NAMES.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
];
const LANGUAGES = [
  { value: 'auto', label: create.auto },
  { value: 'en', label: 'English' },
  { value: 'zh', label: '中文' },
];
const BASELINES = [
  { value: 'compare', label: create.baselines.compare },
  { value: 'must_win', label: create.baselines.must_win },
  { value: 'skip', label: create.baselines.skip },
];

type Pattern = 'auto' | (typeof PATTERN_NAMES)[number];

/** A sentence, and what may be pinned of the framework that comes of it. */
export function NewFrameworkPage() {
  const client = useClient();
  const navigate = useNavigate();
  const [sentence, setSentence] = useState('');
  const [pattern, setPattern] = useState('auto');
  const [language, setLanguage] = useState('auto');
  const [baseline, setBaseline] = useState('compare');
  const [maxAgents, setMaxAgents] = useState('');
  const [seed, setSeed] = useState('7');
  const make = useMutation({
    mutationFn: () =>
      client.frameworks.create({
        sentence: sentence.trim(),
        pattern: pattern as Pattern,
        language: language as 'auto' | 'en' | 'zh',
        baseline: baseline as 'skip' | 'compare' | 'must_win',
        seed: Number(seed),
        ...(maxAgents !== '' && { maxAgents: Number(maxAgents) }),
      }),
    onSuccess: ({ id }) =>
      navigate({ to: '/frameworks/$frameworkId', params: { frameworkId: id }, search: { tab: 'making' } }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader title={create.title} parent={{ label: texts.pages.frameworks, to: '/frameworks' }} />
      <div className="min-h-0 flex-1 overflow-auto p-4">
        <form onSubmit={submit} className="mx-auto max-w-3xl space-y-4 rounded-md border bg-surface p-5">
          <Field label={create.sentence} hint={create.sentenceHint}>
            {(id) => (
              <textarea
                id={id}
                autoFocus
                required
                rows={5}
                maxLength={MAX_SENTENCE_LENGTH}
                value={sentence}
                placeholder={create.example}
                onChange={(event) => setSentence(event.target.value)}
                className="rounded border border-line-strong bg-surface p-2 text-base placeholder:text-faint"
              />
            )}
          </Field>
          <div className="grid gap-4 sm:grid-cols-3">
            <Field label={create.pattern}>
              {(id) => <Select id={id} options={PATTERNS} value={pattern} onChange={setPattern} />}
            </Field>
            <Field label={create.language}>
              {(id) => <Select id={id} options={LANGUAGES} value={language} onChange={setLanguage} />}
            </Field>
            <Field label={create.maxAgents}>
              {(id) => (
                <TextInput
                  id={id}
                  type="number"
                  min={1}
                  max={MAX_AGENTS}
                  placeholder="8"
                  value={maxAgents}
                  onChange={(event) => setMaxAgents(event.target.value)}
                />
              )}
            </Field>
            <Field label={create.baseline}>
              {(id) => <Select id={id} options={BASELINES} value={baseline} onChange={setBaseline} />}
            </Field>
            <Field label={create.seed}>
              {(id) => (
                <TextInput
                  id={id}
                  type="number"
                  min={0}
                  max={4_294_967_295}
                  required
                  value={seed}
                  onChange={(event) => setSeed(event.target.value)}
                />
              )}
            </Field>
          </div>
          {make.error && (
            <p role="alert" className="rounded bg-bad-soft p-2 text-bad">
              {make.error.message}
              {'hint' in make.error && typeof make.error.hint === 'string' && ` ${make.error.hint}`}
            </p>
          )}
          <Button look="primary" type="submit" disabled={make.isPending || sentence.trim() === ''}>
            <Sparkles aria-hidden />
            {create.submit}
          </Button>
        </form>
      </div>
    </div>
  );
}
