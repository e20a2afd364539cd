import { useQuery } from '@tanstack/react-query';
import { Fragment, useEffect, useMemo, useState } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { type Block, readBlocks, readInline } from './markdown.ts';

interface CardOf {
  buildId: string;
  version: number;
}

/** Pictures come by the client, as files of the same version. */
export function CardView({ markdown, ...of }: CardOf & { markdown: string }) {
  const blocks = useMemo(() => readBlocks(markdown), [markdown]);
  return (
    <div className="max-w-4xl space-y-3 p-6 leading-relaxed">
      {blocks.map((block, place) => (
        // Blocks of a text have no other name, and never move
        <BlockView key={place} block={block} of={of} />
      ))}
    </div>
  );
}

function BlockView({ block, of }: { block: Block; of: CardOf }) {
  switch (block.kind) {
    case 'heading':
      return block.level === 1 ? (
        <h2 className="text-lg font-semibold">
          <Text text={block.text} />
        </h2>
      ) : (
        <h3 className="border-b pt-4 pb-1 font-semibold">
          <Text text={block.text} />
        </h3>
      );
    case 'paragraph':
      return (
        <p>
          <Text text={block.text} />
        </p>
      );
    case 'quote':
      return (
        <blockquote className="border-l-2 border-accent pl-3 text-base whitespace-pre-wrap">
          <Text text={block.text} />
        </blockquote>
      );
    case 'code':
      return (
        <pre
          // A region that scrolls must be reachable by keys.
          tabIndex={0}
          className="overflow-x-auto rounded border bg-sunken p-3 font-mono text-xs"
        >
          {block.text}
        </pre>
      );
    case 'list':
      return (
        <ul className="list-disc pl-5">
          {block.items.map((item) => (
            <li key={item}>
              <Text text={item} />
            </li>
          ))}
        </ul>
      );
    case 'image':
      return <Picture path={block.path} alt={block.alt} {...of} />;
    case 'table':
      return <TableView {...block} />;
  }
}

function TableView({ head, rows }: { head: string[]; rows: string[][] }) {
  const hasHead = head.some((cell) => cell !== '');
  return (
    <div
      className="overflow-x-auto"
      // A region that scrolls must be reachable by keys.
      tabIndex={0}
    >
      <table className="text-xs">
        {hasHead && (
          <thead>
            <tr>
              {head.map((cell, place) => (
                // Columns never move
                <th key={place} className="border bg-sunken px-2 py-1 text-left font-medium">
                  <Text text={cell} />
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((row, at) => (
            // Rows never move
            <tr key={at}>
              {row.map((cell, place) => (
                // Columns never move
                <td key={place} className="border px-2 py-1 align-top">
                  <Text text={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Text({ text }: { text: string }) {
  return readInline(text).map((part, place) => {
    const key = `${place}`;
    switch (part.kind) {
      case 'code':
        return (
          <code key={key} className="rounded bg-sunken px-1 font-mono text-xs">
            {part.text}
          </code>
        );
      case 'strong':
        return <strong key={key}>{part.text}</strong>;
      case 'link':
        return (
          <a key={key} href={part.href} target="_blank" rel="noreferrer" className="text-accent underline">
            {part.text}
          </a>
        );
      case 'text':
        return <Fragment key={key}>{part.text}</Fragment>;
    }
  });
}

function Picture({ path, alt, buildId, version }: CardOf & { path: string; alt: string }) {
  const client = useClient();
  const [url, setUrl] = useState<string>();
  const { data } = useQuery({
    queryKey: ['file', buildId, version, path],
    queryFn: async ({ signal }) =>
      new Response(await client.builds.file(buildId, path, { version, signal })).text(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  useEffect(() => {
    if (data === undefined) return;
    const made = URL.createObjectURL(new Blob([data], { type: 'image/svg+xml' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [data]);
  // Charts of cards are drawn for white paper.
  return url === undefined ? (
    <p className="text-faint">{alt}</p>
  ) : (
    <img src={url} alt={alt} className="max-w-full rounded bg-white" />
  );
}
