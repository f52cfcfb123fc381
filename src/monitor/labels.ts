export type Labels = Readonly<Record<string, string>>;

const PREFIX = 'app.kubernetes.io';

/** The labels of a monitor's objects; StatefulSets select their pods by them. */
export function monitorLabels(instance: string): Labels {
  return {
    ...selectorLabels(instance),
    // Part of an immutable selector on every cluster that tidb-operator managed.
    [`${PREFIX}/managed-by`]: 'tidb-operator',
  };
}

/** What Services select pods by: without `managed-by`, which pods of version 1.0 lacked. */
export function selectorLabels(instance: string): Labels {
  return {
    [`${PREFIX}/name`]: 'tidb-cluster',
    [`${PREFIX}/component`]: 'monitor',
    [`${PREFIX}/instance`]: instance,
  };
}

/** The labels of a ConfigMap that belongs to one of the programs. */
export function configLabels(instance: string, program: 'prometheus' | 'grafana'): Labels {
  return { ...monitorLabels(instance), [`${PREFIX}/app`]: program };
}

/** The labels of a Service in front of one of the programs. */
export function serviceLabels(instance: string, program: 'prometheus' | 'grafana'): Labels {
  return { ...monitorLabels(instance), [`${PREFIX}/used-by`]: program };
}
