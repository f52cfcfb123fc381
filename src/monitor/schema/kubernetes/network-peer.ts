import { array, object, string } from '../builders.ts';
import { labelSelector } from './references.ts';

/** The schema of who may talk to a pod, as in a NetworkPolicy. */
export const networkPeer = object({
  ipBlock: object({ cidr: string(), except: array(string()) }, { required: ['cidr'] }),
  namespaceSelector: labelSelector,
  podSelector: labelSelector,
});
