import { systemClock } from '../agent/system-clock.ts';
import { connect } from '../kubernetes/connection.ts';
import type { KubernetesConnection } from '../kubernetes/connection-options.ts';
import type { Io } from './io.ts';
import type { ClusterOptions } from './verbs.ts';

/** A connection that closes itself at the end of the verb. */
export type VerbConnection = KubernetesConnection & AsyncDisposable;

/** Connects as kubectl does; sends nothing yet. Throws where there is no usable configuration. */
export async function connectTo(options: ClusterOptions, io: Io): Promise<VerbConnection> {
  const connection = connect({
    clock: systemClock,
    environment: io.env,
    ...(options.kubeconfig === undefined ? {} : { kubeconfig: options.kubeconfig }),
    ...(options.context === undefined ? {} : { context: options.context }),
    onWarning: (warning) => io.stderr(`warning: ${warning}\n`),
  });
  return { ...connection, [Symbol.asyncDispose]: () => connection.close() };
}
