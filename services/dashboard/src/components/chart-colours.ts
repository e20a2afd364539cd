/** The theme's colours as charts take them. */
import type { EChartsOption } from 'echarts';

export interface ChartColours {
  dark: boolean;
  ink: string;
  muted: string;
  line: string;
  surface: string;
  accent: string;
  good: string;
  warn: string;
  bad: string;
  series: string[];
  /** Fonts, palette and tooltip, for every chart. */
  base: EChartsOption;
}

export function readChartColours(dark: boolean): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const series = [1, 2, 3, 4, 5, 6].map((number) => of(`series-${number}`));
  const colours = { ink: of('ink'), muted: of('faint'), line: of('line'), surface: of('surface') };
  return {
    dark,
    ...colours,
    accent: of('accent'),
    good: of('good-mark'),
    warn: of('warn-mark'),
    bad: of('bad-mark'),
    series,
    base: {
      color: series,
      animationDuration: 250,
      textStyle: { fontFamily: 'ui-sans-serif, system-ui, sans-serif', fontSize: 11, color: colours.muted },
      tooltip: {
        backgroundColor: colours.surface,
        borderColor: colours.line,
        textStyle: { color: colours.ink, fontSize: 12 },
        appendTo: 'body',
      },
    },
  };
}
