import type { BatchGrid } from '@nex/core';
import { EmptyState } from '../../../components/states.tsx';
import { texts } from '../../../texts/en.ts';

const { batches } = texts.frameworks;

/** Shapes as rows, sets of tool domains as columns; the darker a cell, the more frameworks lie in it. */
export function DiversityGrid({ grid }: { grid: BatchGrid | undefined }) {
  if (grid === undefined || grid.cells.length === 0) return <EmptyState title={batches.noGrid} />;
  const rows = [...new Set(grid.cells.map(shapeOf))].sort();
  const columns = [...new Set(grid.cells.map(({ domains }) => domains.join(' + ')))].sort();
  const most = Math.max(...grid.cells.map(({ count }) => count));
  const counts = new Map(
    grid.cells.map((cell) => [`${shapeOf(cell)}|${cell.domains.join(' + ')}`, cell.count]),
  );
  return (
    <table className="m-3 border-separate border-spacing-0.5 text-xs" aria-label={batches.grid}>
      <thead>
        <tr>
          <td />
          {columns.map((column) => (
            <th key={column} scope="col" className="h-28 align-bottom font-normal text-muted">
              <span className="inline-block max-h-28 truncate [writing-mode:vertical-rl]">{column}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row}>
            <th scope="row" className="pr-2 text-left font-normal whitespace-nowrap text-muted">
              {row}
            </th>
            {columns.map((column) => {
              const count = counts.get(`${row}|${column}`) ?? 0;
              return (
                <td
                  key={column}
                  title={`${row}, ${column}: ${count}`}
                  className="size-7 rounded-xs bg-sunken text-center"
                  style={
                    count === 0
                      ? {}
                      : {
                          background: `color-mix(in oklab, var(--accent-soft), var(--surface) ${60 - (count / most) * 60}%)`,
                        }
                  }
                >
                  {count || ''}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function shapeOf({ nodeBand, depth, pattern }: BatchGrid['cells'][number]): string {
  return `${pattern.replaceAll('_', ' ')} · ${batches.shape(nodeBand, depth)}`;
}
