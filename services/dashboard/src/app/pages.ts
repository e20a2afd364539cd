/** The pages in the order of the navigation: name, place, picture, and the key that follows `g`. */
import { Blocks, Boxes, Database, Gauge, type LucideIcon, Play, Settings, Workflow } from 'lucide-react';
import { texts } from '../texts/en.ts';

export interface PageEntry {
  label: string;
  to: '/' | '/frameworks' | '/runs' | '/builds' | '/data-sets' | '/catalogue' | '/settings';
  key: string;
  icon: LucideIcon;
}

export const PAGES: readonly PageEntry[] = [
  { label: texts.pages.home, to: '/', key: 'h', icon: Gauge },
  { label: texts.pages.frameworks, to: '/frameworks', key: 'f', icon: Workflow },
  { label: texts.pages.runs, to: '/runs', key: 'r', icon: Play },
  { label: texts.pages.builds, to: '/builds', key: 'b', icon: Boxes },
  { label: texts.pages.dataSets, to: '/data-sets', key: 'd', icon: Database },
  { label: texts.pages.catalogue, to: '/catalogue', key: 'c', icon: Blocks },
  { label: texts.pages.settings, to: '/settings', key: 's', icon: Settings },
];
