// Serves an embedded API until the process that started this one lets it go.
import { systemClock } from '../../src/agent/system-clock.ts';
import { startEmbeddedCluster } from '../../src/embedded/start-embedded-cluster.ts';

const cluster = await startEmbeddedCluster({ clock: systemClock, tls: true });
process.send?.(cluster.kubeconfig);
process.once('disconnect', () => void cluster.close());
