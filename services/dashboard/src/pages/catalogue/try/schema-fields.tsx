import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '../../../components/button.tsx';
import { Field, Select, TextInput } from '../../../components/fields.tsx';
import { texts } from '../../../texts/en.ts';
import type { Draft } from './draft.ts';
import type { FormField } from './fields-of.ts';

const words = texts.catalogue.tool;

export interface SchemaFieldsProps {
  fields: readonly FormField[];
  draft: Draft;
  onChange(draft: Draft): void;
}

export function SchemaFields({ fields, draft, onChange }: SchemaFieldsProps) {
  return (
    <div className="space-y-3">
      {fields.map((field) => {
        const typed = draft[field.name] ?? '';
        const change = (next: Draft[string]) => onChange({ ...draft, [field.name]: next });
        if (field.kind === 'group') {
          return (
            <fieldset key={field.name} className="rounded border p-3">
              <legend className="px-1 font-mono text-xs">{field.name}</legend>
              <SchemaFields fields={field.fields ?? []} draft={typed as Draft} onChange={change} />
            </fieldset>
          );
        }
        return (
          <Field
            key={field.name}
            label={field.required ? `${field.name} · ${words.required}` : field.name}
            hint={field.description}
          >
            {(id) =>
              Array.isArray(typed) ? (
                <ListInput id={id} field={field} items={typed} onChange={change} />
              ) : (
                <SingleInput id={id} field={field} text={typed as string} onChange={change} />
              )
            }
          </Field>
        );
      })}
    </div>
  );
}

interface InputProps {
  id: string;
  field: FormField;
  onChange(next: Draft[string]): void;
}

function SingleInput({ id, field, text, onChange }: InputProps & { text: string }) {
  if (field.kind === 'choice' || field.kind === 'boolean') {
    const options =
      field.kind === 'boolean'
        ? [
            { value: 'true', label: words.yes },
            { value: 'false', label: words.no },
          ]
        : (field.options ?? []).map((value) => ({
            value: JSON.stringify(value),
            label: typeof value === 'string' ? value : JSON.stringify(value),
          }));
    return (
      <Select
        id={id}
        value={text}
        options={[{ value: '', label: words.unset }, ...options]}
        onChange={onChange}
      />
    );
  }
  if (field.kind === 'number') {
    return (
      <TextInput
        id={id}
        type="number"
        step={field.isInteger ? 1 : 'any'}
        className="w-48"
        value={text}
        onChange={({ target }) => onChange(target.value)}
      />
    );
  }
  const lines = Math.min(12, text.split('\n').length + (field.kind === 'json' ? 2 : 0));
  return (
    <textarea
      id={id}
      rows={lines}
      spellCheck={false}
      value={text}
      onChange={({ target }) => onChange(target.value)}
      className={`w-full rounded border border-line-strong bg-surface px-2 py-1 ${field.kind === 'json' ? 'font-mono text-xs' : ''}`}
    />
  );
}

function ListInput({ id, field, items, onChange }: InputProps & { items: string[] }) {
  const put = (at: number, text: string) => onChange(items.with(at, text));
  return (
    <div className="space-y-1">
      {items.map((text, at) => (
        // Items have no other name
        <div key={at} className="flex gap-1">
          <TextInput
            id={at === 0 ? id : undefined}
            aria-label={at === 0 ? undefined : `${field.name} ${at + 1}`}
            type={field.isNumber ? 'number' : 'text'}
            step="any"
            value={text}
            className="flex-1"
            onChange={({ target }) => put(at, target.value)}
          />
          <IconButton
            label={`${words.removeItem} ${field.name} ${at + 1}`}
            onClick={() => onChange(items.toSpliced(at, 1))}
          >
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      <Button id={items.length === 0 ? id : undefined} onClick={() => onChange([...items, ''])}>
        <Plus aria-hidden />
        {words.addItem}
      </Button>
    </div>
  );
}
