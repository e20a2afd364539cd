/** Calls one tool with what a form, or JSON, says, and shows the answer. */
import type { CatalogueServer, JsonObject } from '@nex/core';
import { isJsonObject } from '@nex/core';
import { useMutation } from '@tanstack/react-query';
import { Play, Square } from 'lucide-react';
import { type FormEvent, useMemo, useRef, useState } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { Badge } from '../../../components/badge.tsx';
import { Button } from '../../../components/button.tsx';
import { JsonCode } from '../../../components/code.tsx';
import { Segments } from '../../../components/fields.tsx';
import { ErrorState } from '../../../components/states.tsx';
import { texts } from '../../../texts/en.ts';
import { type Draft, draftOf, readDraft } from './draft.ts';
import { fieldsOf } from './fields-of.ts';
import { SchemaFields } from './schema-fields.tsx';
import { ToolAnswer } from './tool-answer.tsx';

const words = texts.catalogue.tool;

export function TryTool({ server, tool }: { server: string; tool: CatalogueServer['tools'][number] }) {
  const client = useClient();
  const fields = useMemo(() => fieldsOf(tool.inputSchema), [tool]);
  const [draft, setDraft] = useState<Draft>(() => draftOf(fields));
  const [mode, setMode] = useState('form');
  const [json, setJson] = useState('{}');
  const [fault, setFault] = useState<string>();
  const control = useRef<AbortController>(null);
  const call = useMutation({
    mutationFn: (args: JsonObject) => {
      control.current = new AbortController();
      return client.callTool({ server, tool: tool.name }, args, { signal: control.current.signal });
    },
  });
  const change = (next: string) => {
    const read = readDraft(fields, draft);
    if (next === 'json' && read.ok) setJson(JSON.stringify(read.value, null, 2));
    setMode(next);
    setFault(undefined);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const args = mode === 'json' ? parseObject(json) : readDraft(fields, draft);
    if (!args.ok) {
      setFault(args.field === '' ? words.badJson : words.badField(args.field));
      return;
    }
    setFault(undefined);
    call.mutate(args.value);
  };
  return (
    <div className="max-w-3xl space-y-4 p-4">
      <header>
        <h2 className="flex items-center gap-2 font-mono text-sm font-semibold">
          {tool.name}
          {tool.writes && <Badge tone="warn">{words.writes}</Badge>}
        </h2>
        <p className="mt-1 whitespace-pre-wrap text-muted">{tool.description}</p>
      </header>
      <form onSubmit={submit} className="rounded-md border bg-surface">
        <div className="flex items-center justify-between border-b px-3 py-1.5">
          <h3 className="font-semibold">{words.input}</h3>
          <Segments
            label={words.inputAs}
            value={mode}
            onChange={change}
            options={[
              { value: 'form', label: words.form },
              { value: 'json', label: words.json },
            ]}
          />
        </div>
        <div className="p-3">
          {mode === 'json' ? (
            <textarea
              aria-label={words.input}
              rows={10}
              spellCheck={false}
              value={json}
              onChange={({ target }) => setJson(target.value)}
              className="w-full rounded border border-line-strong bg-surface p-2 font-mono text-xs"
            />
          ) : fields.length === 0 ? (
            <p className="text-muted">{words.none}</p>
          ) : (
            <SchemaFields fields={fields} draft={draft} onChange={setDraft} />
          )}
        </div>
        <div className="flex items-center gap-3 border-t px-3 py-2">
          <Button look="primary" type="submit" disabled={call.isPending}>
            <Play aria-hidden />
            {call.isPending ? words.calling : words.call}
          </Button>
          {call.isPending && (
            <Button onClick={() => control.current?.abort()}>
              <Square aria-hidden />
              {words.stop}
            </Button>
          )}
          {fault === undefined ? (
            <span className="text-faint">{words.note}</span>
          ) : (
            <span role="alert" className="text-bad">
              {fault}
            </span>
          )}
        </div>
      </form>
      {call.error && !call.isPending && (
        <div className="rounded-md border bg-surface">
          <ErrorState error={call.error} />
        </div>
      )}
      {call.data && !call.error && <ToolAnswer answer={call.data} />}
      <details>
        <summary className="text-muted">{words.schema}</summary>
        <JsonCode label={words.schema} value={tool.inputSchema} className="mt-2" />
      </details>
    </div>
  );
}

function parseObject(text: string) {
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return { ok: true as const, value };
  } catch {
    // The same as any other text that is no object.
  }
  return { ok: false as const, field: '' };
}
