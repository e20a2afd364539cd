import type { Build } from '@nex/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, TextInput } from '../../components/fields.tsx';
import { formatCompact, formatMoney } from '../../format/numbers.ts';
import { texts } from '../../texts/en.ts';

const words = texts.builds.budget;

export function BudgetDialog({ build, onClose }: { build: Build; onClose(): void }) {
  const client = useClient();
  const queries = useQueryClient();
  const { budget, concurrency } = build.spec;
  const [tokens, setTokens] = useState(String(budget?.totalTokens ?? ''));
  const [cost, setCost] = useState(String(budget?.costUsd ?? ''));
  const [pace, setPace] = useState(String(concurrency ?? 8));
  const save = useMutation({
    mutationFn: () =>
      client.builds.update(build.id, {
        budget: {
          totalTokens: tokens.trim() === '' ? null : Number(tokens),
          costUsd: cost.trim() === '' ? null : Number(cost),
        },
        concurrency: Number(pace),
      }),
    onSuccess: (changed) => {
      queries.setQueryData(queryKeys.builds.one(build.id), changed);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const spent = build.spending?.spent;
  return (
    <Dialog title={words.title} description={words.text} open onClose={onClose} width="max-w-md">
      <form onSubmit={submit} className="space-y-3">
        {spent && (
          <p className="text-muted">
            {words.spent}: {formatCompact(spent.tokens)} {texts.builds.figures.tokens}
            {spent.costUsd > 0 && `, ${formatMoney(spent.costUsd)}`}
          </p>
        )}
        <div className="grid grid-cols-3 gap-3">
          {(
            [
              [words.tokens, tokens, setTokens, '1'],
              [words.cost, cost, setCost, '0.01'],
              [words.concurrency, pace, setPace, '1'],
            ] as const
          ).map(([label, value, set, step]) => (
            <Field key={label} label={label}>
              {(id) => (
                <TextInput
                  id={id}
                  type="number"
                  min={step}
                  step={step}
                  value={value}
                  onChange={(event) => set(event.target.value)}
                />
              )}
            </Field>
          ))}
        </div>
        {save.error && (
          <p role="alert" className="text-bad">
            {save.error.message}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{texts.common.cancel}</Button>
          <Button look="primary" type="submit" disabled={save.isPending}>
            {words.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
