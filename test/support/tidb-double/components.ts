import type { Family } from './exposition.ts';
import { dmMasterFamilies, dmWorkerFamilies } from './families/dm.ts';
import { pdFamilies, schedulingFamilies, tsoFamilies } from './families/pd.ts';
import { processFamilies } from './families/process.ts';
import { ticdcFamilies } from './families/ticdc.ts';
import { tidbFamilies } from './families/tidb.ts';
import { tiflashFamilies, tiflashProxyFamilies } from './families/tiflash.ts';
import { tikvFamilies } from './families/tikv.ts';
import { tiproxyFamilies } from './families/tiproxy.ts';

/** A page of metrics that the pods of a component serve. */
interface Page {
  readonly port: number;
  /** The annotation of the pod that names the port. */
  readonly annotation: string;
  readonly families: (cluster: string, instance: string) => readonly Family[];
}

/** One kind of pod of a TidbCluster or DMCluster, as tidb-operator makes it. */
export interface Component {
  readonly pages: readonly Page[];
  /** The containers beside the one that is called like the component. */
  readonly sidecars: readonly string[];
  /** The named ports of the component's container, in the order of its manifest. */
  readonly ports: Readonly<Record<string, number>>;
  /** Whether its status port asks for client certificates where the cluster talks TLS. */
  readonly anyClient?: boolean;
}

const ANNOTATION = 'prometheus.io/port';

function page(port: number, families: Page['families'], annotation = ANNOTATION): Page {
  const withProcess: Page['families'] = (cluster, instance) => [
    ...processFamilies(Date.now() / 1000 - 3600),
    ...families(cluster, instance),
  ];
  return { port, annotation, families: withProcess };
}

export const COMPONENTS = {
  pd: {
    pages: [page(2379, pdFamilies)],
    sidecars: [],
    ports: { server: 2380, client: 2379 },
  },
  tso: { pages: [page(2379, tsoFamilies)], sidecars: [], ports: { client: 2379 } },
  scheduling: {
    pages: [page(2379, () => schedulingFamilies([]))],
    sidecars: [],
    ports: { client: 2379 },
  },
  tidb: {
    pages: [page(10080, tidbFamilies)],
    sidecars: ['slowlog'],
    ports: { server: 4000, status: 10080 },
  },
  tikv: {
    pages: [page(20180, tikvFamilies)],
    sidecars: ['raftlog', 'rocksdblog'],
    ports: { server: 20160 },
  },
  tiflash: {
    pages: [
      page(8234, tiflashFamilies),
      page(20292, tiflashProxyFamilies, 'tiflash.proxy.prometheus.io/port'),
    ],
    sidecars: ['serverlog', 'errorlog'],
    ports: { tiflash: 3930, proxy: 20170, tcp: 9000, http: 8123, internal: 9009, metrics: 8234 },
  },
  ticdc: { pages: [page(8301, ticdcFamilies)], sidecars: [], ports: { ticdc: 8301 } },
  tiproxy: {
    pages: [page(3080, tiproxyFamilies)],
    sidecars: [],
    ports: { tiproxy: 6000, 'tiproxy-api': 3080 },
    anyClient: true,
  },
  'dm-master': {
    pages: [page(8261, dmMasterFamilies)],
    sidecars: [],
    ports: { 'dm-master': 8261, 'dm-master-peer': 8291 },
  },
  'dm-worker': {
    pages: [page(8262, (_cluster, instance) => dmWorkerFamilies(instance))],
    sidecars: [],
    ports: { 'dm-worker': 8262 },
  },
} as const satisfies Record<string, Component>;

export type ComponentName = keyof typeof COMPONENTS;
