import { array, int32, map, object, quantity, string, texts } from './builders.ts';
import { pullPolicies, resourceClaims } from './kubernetes/resources.ts';

/** Schemas of what the parts of a TidbMonitor have in common. */

export const environment = texts(
  'Environment variables of the container. One of the same name as a built-in variable replaces it.',
);

/** A container's image and resources; requests and limits stand beside the image, not under `resources`. */
export function containerFields(image: string, version: string) {
  return {
    baseImage: string('The image, without its tag.', { fallback: `\`${image}\`` }),
    version: string('The tag of the image. It need not be a version number.', {
      fallback: version,
    }),
    imagePullPolicy: string('When the node pulls the image.', {
      values: pullPolicies,
      fallback: '`spec.imagePullPolicy`',
    }),
    requests: map(quantity(), 'What the container asks for.'),
    limits: map(quantity(), 'What the container may use at most.'),
    claims: { ...resourceClaims, description: 'Dynamic resources the container uses.' },
  };
}

export const service = object(
  {
    type: string('The type of the Service.', {
      values: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
      fallback: '`ClusterIP`',
    }),
    annotations: texts('Annotations of the Service. `spec.annotations` win over them.'),
    labels: texts('More labels of the Service. `spec.labels` win over them.'),
    clusterIP: string('The cluster IP of the Service; `None` makes it headless.'),
    loadBalancerIP: string('The address to ask the load balancer for. Only with `LoadBalancer`.'),
    loadBalancerSourceRanges: array(
      string(),
      'The networks that may reach the load balancer. Only with `LoadBalancer`.',
    ),
    loadBalancerClass: string('The class of the load balancer. Only with `LoadBalancer`.'),
    portName: string('The name of the Service’s port.'),
    port: int32('The port of the Service. The container’s port stays as it is.', {
      minimum: 1,
      maximum: 65_535,
      fallback: 'the container’s port',
    }),
  },
  { description: 'The Service in front of the component.' },
);

export const ingress = object(
  {
    hosts: array(string(), 'The host names that lead to the component.'),
    annotations: texts('Annotations of the Ingress.'),
    tls: array(
      object({ hosts: array(string()), secretName: string() }),
      'The certificates for the hosts, as in an Ingress.',
    ),
  },
  {
    required: ['hosts'],
    description: 'An Ingress in front of the Service, named like it.',
    fallback: 'no Ingress',
  },
);

export const clusterReference = object(
  {
    name: string('The name of the cluster’s object.'),
    namespace: string('Its namespace.', { fallback: 'the namespace of the TidbMonitor' }),
    clusterDomain: string('The domain of the Kubernetes cluster it runs in.'),
  },
  { required: ['name'] },
);
