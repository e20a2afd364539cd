import { useMutation, useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { Button } from '../../../components/button.tsx';
import { EmptyState, QueryView } from '../../../components/states.tsx';
import { type Column, Table } from '../../../components/table.tsx';
import { formatBytes, formatPercent } from '../../../format/numbers.ts';
import { texts } from '../../../texts/en.ts';
import type { VersionProps } from '../data-set-page.tsx';
import { saveFile } from './read-file.ts';

const words = texts.dataSets.files;

interface File {
  path: string;
  bytes: number;
}

export function FilesTab({ dataSet, version }: VersionProps) {
  const client = useClient();
  const { buildId } = dataSet;
  const query = useQuery({
    queryKey: [...queryKeys.dataSets.one(dataSet.id), 'files', version.version],
    queryFn: ({ signal }) => client.builds.files(buildId, { version: version.version, signal }),
  });
  const columns: readonly Column<File>[] = [
    {
      id: 'path',
      header: words.name,
      width: 'minmax(260px, 4fr)',
      cell: ({ path }) => <code className="font-mono text-xs">{path}</code>,
    },
    {
      id: 'bytes',
      header: words.size,
      width: '110px',
      align: 'right',
      cell: ({ bytes }) => formatBytes(bytes),
    },
    {
      id: 'download',
      header: '',
      width: '150px',
      align: 'right',
      cell: (file) => <DownloadButton file={file} buildId={buildId} version={version.version} />,
    },
  ];
  return (
    <QueryView query={query}>
      {({ files }) => (
        <div className="min-h-0 flex-1 bg-surface">
          {files.length === 0 ? (
            <EmptyState title={words.label} />
          ) : (
            <Table label={words.label} rows={files} columns={columns} rowKey={({ path }) => path} />
          )}
        </div>
      )}
    </QueryView>
  );
}

function DownloadButton({ file, ...of }: { file: File; buildId: string; version: number }) {
  const client = useClient();
  const [bytes, setBytes] = useState(0);
  const save = useMutation({ mutationFn: () => saveFile(client, { ...of, path: file.path }, setBytes) });
  return (
    <Button
      aria-label={words.save(file.path)}
      title={save.error?.message}
      onClick={() => save.mutate()}
      disabled={save.isPending}
      className={save.error ? 'text-bad' : undefined}
    >
      <Download aria-hidden />
      {save.isPending
        ? words.downloading(formatPercent(file.bytes === 0 ? 0 : bytes / file.bytes))
        : words.download}
    </Button>
  );
}
