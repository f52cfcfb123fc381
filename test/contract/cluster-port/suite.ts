import { describe } from 'vitest';
import { applying } from './applying.ts';
import { deleting } from './deleting.ts';
import { discovering } from './discovering.ts';
import { patching } from './patching.ts';
import { reading } from './reading.ts';
import type { OpenCluster } from './subject.ts';
import { watching } from './watching.ts';

/** What every implementation of the `Cluster` and `Discovery` ports has to do. */
export function clusterPortContract(name: string, open: OpenCluster): void {
  describe(`the cluster port on ${name}`, () => {
    discovering(open);
    reading(open);
    applying(open);
    patching(open);
    deleting(open);
    watching(open);
  });
}
