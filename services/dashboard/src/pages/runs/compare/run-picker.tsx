import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { Field, Select } from '../../../components/fields.tsx';
import { texts } from '../../../texts/en.ts';

export interface RunPickerProps {
  label: string;
  value: string | undefined;
  onPick(id: string): void;
}

/** One of the newest runs, or the one that the address names. */
export function RunPicker({ label, value, onPick }: RunPickerProps) {
  const client = useClient();
  const { data } = useQuery({
    queryKey: queryKeys.runs.list({ picker: true }),
    queryFn: ({ signal }) => client.runs.list({ limit: 200, signal }),
  });
  const runs = data?.items ?? [];
  const isListed = runs.some(({ id }) => id === value);
  const options = [
    { value: '', label: texts.runs.compare.pick },
    ...(value !== undefined && !isListed ? [{ value, label: value }] : []),
    ...runs.map(({ id, input, agent, state }) => ({
      value: id,
      label: `${(input || agent).slice(0, 90)} · ${state} · ${id.slice(-6)}`,
    })),
  ];
  return (
    <Field label={label}>
      {(id) => (
        <Select
          id={id}
          value={value ?? ''}
          options={options}
          onChange={(next) => next !== '' && onPick(next)}
          className="w-full"
        />
      )}
    </Field>
  );
}
