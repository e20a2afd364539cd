/**
 * A chart. The library is loaded when the first one is shown; only the parts that our charts use are in it. `summary` says
 * in words what the picture shows.
 */
import { type ComponentType, lazy, Suspense } from 'react';
import type { ChartCanvasProps } from './chart-canvas.tsx';

const ChartCanvas: ComponentType<ChartCanvasProps> = lazy(() => import('./chart-canvas.tsx'));

export interface ChartProps extends ChartCanvasProps {
  summary: string;
  heightPx: number;
}

export function Chart({ summary, heightPx, ...rest }: ChartProps) {
  return (
    <div role="img" aria-label={summary} style={{ height: heightPx }}>
      <Suspense fallback={<div className="h-full animate-pulse rounded bg-sunken" />}>
        <ChartCanvas {...rest} />
      </Suspense>
    </div>
  );
}
