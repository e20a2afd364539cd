/** From a short description to a dashboard as Grafana reads it: rows of panels, three to a line. */

export interface PanelDescription {
  title: string;
  /** What to look for. */
  about: string;
  /** Grafana's name of the unit: `s`, `percentunit`, `bytes`, `currencyUSD`, `short`. */
  unit: string;
  /** Default `timeseries`. */
  as?: 'timeseries' | 'stat' | 'bargauge';
  /** PromQL, with the legend of its series. */
  queries: readonly (readonly [expression: string, legend: string])[];
}

export interface BoardDescription {
  /** Stable: links and the file name are made of it. */
  uid: string;
  title: string;
  rows: Readonly<Record<string, readonly PanelDescription[]>>;
}

const DATASOURCE = { type: 'prometheus', uid: 'nex-prometheus' };
const COLUMNS = 3;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 8;

export function boardOf({ uid, title, rows }: BoardDescription): object {
  const panels: object[] = [];
  let y = 0;
  for (const [row, descriptions] of Object.entries(rows)) {
    panels.push({
      id: panels.length + 1,
      type: 'row',
      title: row,
      collapsed: false,
      gridPos: { x: 0, y, w: 24, h: 1 },
      panels: [],
    });
    y += 1;
    for (const [index, description] of descriptions.entries()) {
      const x = (index % COLUMNS) * WIDTH;
      const top = y + Math.floor(index / COLUMNS) * HEIGHT;
      panels.push(panelOf(description, panels.length + 1, { x, y: top, w: WIDTH, h: HEIGHT }));
    }
    y += Math.ceil(descriptions.length / COLUMNS) * HEIGHT;
  }
  return {
    uid,
    title,
    tags: ['nex'],
    editable: false,
    schemaVersion: 39,
    version: 1,
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [] },
    annotations: { list: [] },
    panels,
  };
}

function panelOf(
  { title, about, unit, as = 'timeseries', queries }: PanelDescription,
  id: number,
  gridPos: { x: number; y: number; w: number; h: number },
): object {
  return {
    id,
    type: as,
    title,
    description: about,
    datasource: DATASOURCE,
    gridPos,
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options: as === 'timeseries' ? { legend: { displayMode: 'list', placement: 'bottom' } } : {},
    targets: queries.map(([expr, legendFormat], index) => ({
      refId: String.fromCodePoint(65 + index),
      datasource: DATASOURCE,
      expr,
      legendFormat,
      ...(as === 'timeseries' ? {} : { instant: true }),
    })),
  };
}
