import type { Framework } from '@nex/core';
import clsx from 'clsx';
import { useState } from 'react';
import { CopyButton } from '../../../components/code.tsx';
import { QueryView } from '../../../components/states.tsx';
import { formatBytes } from '../../../format/numbers.ts';
import { texts } from '../../../texts/en.ts';
import { ScrollArea } from './scroll-area.tsx';
import { useBundle } from './use-bundle.ts';

/** Every file of the bundle, as it is. */
export function FilesTab({ framework }: { framework: Framework }) {
  const query = useBundle(framework.id);
  const [path, setPath] = useState('framework.yaml');
  return (
    <QueryView query={query}>
      {({ files }) => {
        const file = files.find((one) => one.path === path) ?? files[0];
        return (
          <div className="grid min-h-0 flex-1 grid-cols-[250px_minmax(0,1fr)]">
            <ul className="min-h-0 overflow-auto border-r bg-surface p-2">
              {files.map((one) => (
                <li key={one.path}>
                  <button
                    type="button"
                    aria-pressed={one === file}
                    onClick={() => setPath(one.path)}
                    className={clsx(
                      'flex w-full items-center justify-between gap-2 rounded px-2 py-0.5 text-left text-xs',
                      one === file ? 'bg-accent-soft text-accent' : 'text-muted hover:bg-sunken',
                    )}
                  >
                    <span className="truncate font-mono">{one.path}</span>
                    <span className="shrink-0 text-faint">{formatBytes(one.content.length)}</span>
                  </button>
                </li>
              ))}
            </ul>
            <ScrollArea label={file?.path ?? texts.frameworks.detail.tabs.files}>
              {file && (
                <div className="relative">
                  <pre className="font-mono text-xs leading-relaxed whitespace-pre-wrap">
                    {file.content.slice(0, 200_000)}
                  </pre>
                  <div className="absolute top-0 right-0">
                    <CopyButton text={file.content} />
                  </div>
                </div>
              )}
            </ScrollArea>
          </div>
        );
      }}
    </QueryView>
  );
}
