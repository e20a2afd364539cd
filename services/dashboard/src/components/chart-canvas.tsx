/** Draws with ECharts, and draws again when the size, the theme or the data change. */

import type { EChartsOption } from 'echarts';
import { BarChart, HeatmapChart, LineChart, PieChart, SunburstChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTheme } from '../app/theme.tsx';
import { type ChartColours, readChartColours } from './chart-colours.ts';

use([
  BarChart,
  HeatmapChart,
  LineChart,
  PieChart,
  SunburstChart,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
  SVGRenderer,
]);

export interface ChartCanvasProps {
  /** The chart in the colours of the theme. */
  option(colours: ChartColours): EChartsOption;
  /** What was clicked on, as the chart's data names it. */
  onPick?: (name: string, data: unknown) => void;
}

export default function ChartCanvas({ option, onPick }: ChartCanvasProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const pick = useRef(onPick);
  pick.current = onPick;
  const { dark } = useTheme();
  useEffect(() => {
    if (place.current === null) return;
    const made = init(place.current, null, { renderer: 'svg' });
    made.on('click', ({ name, data }) => pick.current?.(name, data));
    chart.current = made;
    const sizes = new ResizeObserver(() => made.resize());
    sizes.observe(place.current);
    return () => {
      sizes.disconnect();
      made.dispose();
    };
  }, []);
  // `dark` is asked for because the colours that are read from the page follow it.
  useEffect(() => {
    const colours = readChartColours(dark);
    chart.current?.setOption({ ...colours.base, ...option(colours) }, { notMerge: true });
  }, [option, dark]);
  return <div ref={place} className="h-full w-full" />;
}
