/** A TidbMonitor in YAML: the least one, with more lines under `spec`, two spaces deep. */
export function monitorText(spec = '', name = 'basic', namespace = 'demo'): string {
  return `apiVersion: pingcap.com/v1alpha1
kind: TidbMonitor
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
${MINIMUM}${spec}`;
}

/** What `monitorText` sets in any case. */
const MINIMUM = `  clusters: [{name: basic}]
  prometheus: {version: v2.49.1}
  initializer: {version: v8.5.3}
  reloader: {}
`;

/** As `monitorText`, with everything under `spec` given. */
export function monitorWithSpec(spec: string, name = 'basic', namespace = 'demo'): string {
  return monitorText('', name, namespace).replace(MINIMUM, spec);
}

export function clusterText(
  name = 'basic',
  namespace = 'demo',
  spec = '{pd: {}, tidb: {}}',
): string {
  return `apiVersion: pingcap.com/v1alpha1
kind: TidbCluster
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
`;
}

export function dmClusterText(name = 'dm', namespace = 'demo', spec = '{}'): string {
  return clusterText(name, namespace, spec).replace('TidbCluster', 'DMCluster');
}

/** A Secret with the client certificate of a cluster. */
export function clientSecretText(name: string, namespace: string): string {
  return `apiVersion: v1
kind: Secret
metadata: {name: ${name}, namespace: ${namespace}}
data: {ca.crt: Y2E=, tls.crt: Y2VydA==, tls.key: a2V5}
`;
}

/** Several objects in one file. */
export function documents(...texts: readonly string[]): string {
  return texts.join('---\n');
}
