import { readFile } from 'node:fs/promises';
import { load } from 'js-yaml';
import { Agent, fetch } from 'undici';

/** Asks an API server what a service account may do, as fast as it answers. */
export interface AccessReviewer {
  /** Whether it may list the pods of a namespace. */
  mayListPods(namespace: string): Promise<boolean>;
  close(): Promise<void>;
}

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: Record<string, string> }[];
  readonly users: readonly { readonly user: Record<string, string> }[];
}

export async function createAccessReviewer(
  kubeconfig: string,
  account: { readonly namespace: string; readonly name: string },
): Promise<AccessReviewer> {
  const { clusters, users } = load(await readFile(kubeconfig, 'utf8')) as Kubeconfig;
  const { server = '', 'certificate-authority-data': ca = '' } = clusters[0]?.cluster ?? {};
  const token = users[0]?.user.token ?? '';
  const dispatcher = new Agent({ connect: { ca: Buffer.from(ca, 'base64').toString() } });
  const user = `system:serviceaccount:${account.namespace}:${account.name}`;
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`];
  return {
    async mayListPods(namespace) {
      const resourceAttributes = { namespace, verb: 'list', resource: 'pods' };
      const response = await fetch(`${server}/apis/authorization.k8s.io/v1/subjectaccessreviews`, {
        method: 'POST',
        dispatcher,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SubjectAccessReview',
          spec: { user, groups, resourceAttributes },
        }),
      });
      const { status } = (await response.json()) as { status?: { allowed?: boolean } };
      if (status === undefined) throw new Error(`no review: ${response.status}`);
      return status.allowed === true;
    },
    close: () => dispatcher.close(),
  };
}
