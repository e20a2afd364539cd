import type { Bundle, Framework } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import clsx from 'clsx';
import { useMemo } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { Badge } from '../../../components/badge.tsx';
import { Field, Select } from '../../../components/fields.tsx';
import { Panel } from '../../../components/panel.tsx';
import { EmptyState, QueryView } from '../../../components/states.tsx';
import { texts } from '../../../texts/en.ts';
import { diffLines } from './diff-lines.ts';
import { ScrollArea } from './scroll-area.tsx';
import { useBundle } from './use-bundle.ts';

const { versions } = texts.frameworks;

/** Other frameworks of the same sentence, or made from one another, and what differs between their files. */
export function VersionsTab({ framework }: { framework: Framework }) {
  const client = useClient();
  const { against } = useSearch({ from: '/frameworks/$frameworkId' });
  const navigate = useNavigate({ from: '/frameworks/$frameworkId' });
  const query = useQuery({
    queryKey: queryKeys.frameworks.list({ versions: true }),
    queryFn: ({ signal }) => client.frameworks.list({ limit: 200, signal }),
  });
  return (
    <ScrollArea label={texts.frameworks.detail.tabs.versions}>
      <QueryView query={query}>
        {({ items }) => {
          const others = items.filter(({ id, digest }) => id !== framework.id && digest !== undefined);
          if (others.length === 0) return <EmptyState title={versions.none}>{versions.noneText}</EmptyState>;
          const sorted = others.toSorted((a, b) => Number(isKin(framework, b)) - Number(isKin(framework, a)));
          return (
            <div className="space-y-4">
              <Field label={versions.compareWith}>
                {(id) => (
                  <Select
                    id={id}
                    className="max-w-2xl"
                    value={against ?? ''}
                    onChange={(next) =>
                      void navigate({ search: (old) => ({ ...old, against: next || undefined }) })
                    }
                    options={[
                      { value: '', label: versions.choose },
                      ...sorted.map((one) => ({
                        value: one.id,
                        label: `${isKin(framework, one) ? '● ' : ''}${one.title ?? one.sentence.slice(0, 60)} · ${one.pattern?.replaceAll('_', ' ')} · seed ${one.seed} · ${one.id.slice(-6)}`,
                      })),
                    ]}
                  />
                )}
              </Field>
              <p className="text-xs text-faint">{versions.kin}</p>
              {against !== undefined && framework.digest !== undefined && (
                <Difference id={framework.id} against={against} />
              )}
            </div>
          );
        }}
      </QueryView>
    </ScrollArea>
  );
}

/** Of the same sentence, or one made from the other. */
function isKin(a: Framework, b: Framework): boolean {
  const madeFrom = (one: Framework, other: Framework) =>
    one.request?.from !== undefined &&
    'digest' in one.request.from &&
    one.request.from.digest === other.digest;
  return (a.sentence !== '' && a.sentence === b.sentence) || madeFrom(a, b) || madeFrom(b, a);
}

function Difference({ id, against }: { id: string; against: string }) {
  const mine = useBundle(id);
  const other = useBundle(against);
  return (
    <QueryView query={other}>
      {(before) => (
        <QueryView query={mine}>
          {(after) => <Files before={before} after={after} against={against} />}
        </QueryView>
      )}
    </QueryView>
  );
}

function Files({ before, after, against }: { before: Bundle; after: Bundle; against: string }) {
  const changed = useMemo(() => {
    const old = new Map(before.files.map(({ path, content }) => [path, content]));
    const now = new Map(after.files.map(({ path, content }) => [path, content]));
    return [...new Set([...old.keys(), ...now.keys()])]
      .sort()
      .map((path) => ({ path, old: old.get(path), now: now.get(path) }))
      .filter((file) => file.old !== file.now);
  }, [before, after]);
  return (
    <div className="space-y-3">
      <p>
        {versions.changed(changed.length)}{' '}
        <Link
          to="/frameworks/$frameworkId"
          params={{ frameworkId: against }}
          className="text-accent underline"
        >
          {versions.openOther}
        </Link>
      </p>
      {changed.map((file) => (
        <FileDiff key={file.path} {...file} />
      ))}
    </div>
  );
}

function FileDiff({ path, old, now }: { path: string; old: string | undefined; now: string | undefined }) {
  const lines = useMemo(
    () => (old === undefined || now === undefined ? [] : diffLines(old, now)),
    [old, now],
  );
  const kind = old === undefined ? versions.added : now === undefined ? versions.removed : undefined;
  return (
    <Panel
      title={<code className="font-mono text-xs">{path}</code>}
      actions={kind && <Badge tone={old === undefined ? 'good' : 'bad'}>{kind}</Badge>}
      bodyClass={lines?.length === 0 ? 'hidden' : 'p-0'}
    >
      {lines === undefined ? (
        <p className="p-3 text-faint">{versions.tooLong}</p>
      ) : (
        <pre className="overflow-x-auto py-1 font-mono text-xs leading-relaxed" tabIndex={0}>
          {lines.map(({ sign, text }, place) => (
            <div
              key={`${place}${sign}`}
              className={clsx(
                'px-3',
                sign === '+' && 'bg-good-soft text-good',
                sign === '-' && 'bg-bad-soft text-bad',
              )}
            >
              {sign} {text}
            </div>
          ))}
        </pre>
      )}
    </Panel>
  );
}
