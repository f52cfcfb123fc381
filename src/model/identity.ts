/** Who writes desired state: the `fieldManager` of every server-side apply. */
export const fieldManager = 'tidewatch';

/** The label, on an object's own metadata only, that names the target it belongs to. */
export const targetLabel = 'tidewatch.dev/target';

/** The label of the objects that record what a target has on the cluster. */
export const inventoryLabel = 'tidewatch.dev/inventory';

/** The annotation in which kubectl keeps the whole object: a Secret's values with it. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';
