/** What a kubeconfig of one cluster and one user needs. */
export interface KubeconfigParts {
  readonly serverUrl: string;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly token: string;
  readonly user: string;
  readonly namespace?: string;
}

/** The text of a kubeconfig; JSON is YAML. */
export function kubeconfigText(parts: KubeconfigParts): string {
  const ca = Buffer.from(parts.certificateAuthority).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'test', cluster: { server: parts.serverUrl, 'certificate-authority-data': ca } },
    ],
    users: [{ name: parts.user, user: { token: parts.token } }],
    contexts: [
      {
        name: 'test',
        context: { cluster: 'test', user: parts.user, namespace: parts.namespace ?? 'default' },
      },
    ],
    'current-context': 'test',
  });
}
