import { type FieldPath, type Manifest, type Provenance, valueAt } from '../model/manifest.ts';

/** The part of a TidbMonitor that each container comes from. */
const components: Readonly<Record<string, readonly string[]>> = {
  prometheus: ['spec', 'prometheus'],
  grafana: ['spec', 'grafana'],
  reloader: ['spec', 'reloader'],
  'prometheus-config-reloader': ['spec', 'prometheusReloader'],
  'thanos-sidecar': ['spec', 'thanos'],
  'monitor-initializer': ['spec', 'initializer'],
  'dm-initializer': ['spec', 'dm', 'initializer'],
};

/**
 * Where the fields of a TidbMonitor's child were written: the field of the
 * TidbMonitor that decides, or the nearest one above it that is set; the
 * TidbMonitor itself where none does.
 */
export function childProvenance(monitor: Provenance, child: Manifest): Provenance {
  return {
    object: monitor.object,
    field: (path) => {
      const source = sourceOf(child, path);
      return source === undefined ? monitor.object : monitor.field(source);
    },
  };
}

function sourceOf(child: Manifest, path: FieldPath): FieldPath | undefined {
  const at = path.findIndex((step) => step === 'containers' || step === 'initContainers');
  if (at >= 0 && path.length > at + 1) {
    const name = valueAt(child, [...path.slice(0, at + 2), 'name']);
    const component = components[String(name)];
    if (component === undefined) return undefined;
    const field = path[at + 2];
    return field === 'image' ? [...component, 'version'] : component;
  }
  if (child.kind === 'StatefulSet' && path[0] === 'spec' && path[1] === 'replicas') {
    return ['spec', 'replicas'];
  }
  const { name } = child.metadata;
  if (child.kind === 'ConfigMap' && path[0] === 'data') {
    return ['spec', name.endsWith('-grafana') ? 'grafana' : 'prometheus'];
  }
  if (child.kind !== 'Service' || path[0] !== 'spec') return undefined;
  const part = ['grafana', 'reloader', 'prometheus'].find((one) => name.includes(`-${one}`));
  return part === undefined ? undefined : ['spec', part, 'service'];
}
