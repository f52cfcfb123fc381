import type { DashboardDefinition } from './definition.ts';
import { dm } from './dm.ts';
import { kubernetes } from './kubernetes.ts';
import { overview } from './overview.ts';
import { pd } from './pd.ts';
import { resourceControl } from './resource-control.ts';
import { ticdc } from './ticdc.ts';
import { tidb } from './tidb.ts';
import { tiflash } from './tiflash.ts';
import { tikv } from './tikv.ts';
import { tiproxy } from './tiproxy.ts';

/** All dashboards, in the order of the documentation. */
export const DASHBOARDS: readonly DashboardDefinition[] = [
  overview,
  tidb,
  tikv,
  pd,
  tiflash,
  ticdc,
  tiproxy,
  dm,
  resourceControl,
  kubernetes,
];
