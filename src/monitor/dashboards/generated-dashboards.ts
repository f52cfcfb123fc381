import type { GeneratedDashboard } from './dashboard-texts.ts';
import dm from './generated/dm.json' with { type: 'json' };
import kubernetes from './generated/kubernetes.json' with { type: 'json' };
import overview from './generated/overview.json' with { type: 'json' };
import pd from './generated/pd.json' with { type: 'json' };
import resourceControl from './generated/resource-control.json' with { type: 'json' };
import ticdc from './generated/ticdc.json' with { type: 'json' };
import tidb from './generated/tidb.json' with { type: 'json' };
import tiflash from './generated/tiflash.json' with { type: 'json' };
import tikv from './generated/tikv.json' with { type: 'json' };
import tiproxy from './generated/tiproxy.json' with { type: 'json' };

/** All dashboards, in the order of the documentation: `npm run generate` writes them. */
export const GENERATED_DASHBOARDS: readonly GeneratedDashboard[] = [
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
