import type { DoubleSpec } from '../../../support/tidb-double/pods.ts';

const EVERYTHING = { pd: 2, tidb: 2, tikv: 2, tiflash: 1, ticdc: 1, tiproxy: 1 };
const DM = { 'dm-master': 1, 'dm-worker': 2 };

/** What the TidbMonitor names: with and without TLS, in three namespaces. */
export const MONITORED: readonly DoubleSpec[] = [
  { namespace: 'a', name: 'b-c', tls: true, components: EVERYTHING },
  { namespace: 'a', name: 'plain', tls: false, components: { pd: 1, tidb: 1, tikv: 1 } },
  {
    namespace: 'ns-a',
    name: 'main',
    tls: true,
    components: { pd: 1, tso: 1, scheduling: 1, tidb: 1, tikv: 1, tiflash: 1 },
  },
  { namespace: 'east', name: 'main', tls: false, components: EVERYTHING },
  { namespace: 'a', name: 'dm', tls: false, components: DM },
  { namespace: 'east', name: 'dm', tls: true, components: DM },
];

/** What nobody asked for, under names that are easily taken for others. */
export const STRANGERS: readonly DoubleSpec[] = [
  // With a hyphen between namespace and name, the same text as a/b-c.
  { namespace: 'a-b', name: 'c', tls: false, components: { pd: 1, tidb: 1 } },
  { namespace: 'ns-a2', name: 'main', tls: false, components: { pd: 1 } },
  { namespace: 'ns-a', name: 'main2', tls: false, components: { pd: 1, tikv: 1 } },
  { namespace: 'east', name: 'stranger', tls: true, components: { tidb: 1 } },
  { namespace: 'east', name: 'dm-2', tls: false, components: { 'dm-master': 1 } },
];
