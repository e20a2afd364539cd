import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { QueryView } from '../../../components/states.tsx';
import { texts } from '../../../texts/en.ts';
import type { VersionProps } from '../data-set-page.tsx';
import { readText } from '../files/read-file.ts';
import { CardView } from './card-view.tsx';

/** The card as the files of the version have it. */
export function CardTab({ dataSet, version }: VersionProps) {
  const client = useClient();
  const of = { buildId: dataSet.buildId, version: version.version };
  const query = useQuery({
    queryKey: [...queryKeys.dataSets.one(dataSet.id), 'card', version.version],
    queryFn: ({ signal }) => readText(client, { ...of, path: 'README.md', signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <QueryView query={query} loadingRows={14}>
      {(markdown) => (
        <section
          aria-label={texts.dataSets.card.label}
          // A region that scrolls must be reachable by keys.
          tabIndex={0}
          className="min-h-0 flex-1 overflow-auto bg-surface"
        >
          <CardView markdown={markdown} {...of} />
        </section>
      )}
    </QueryView>
  );
}
