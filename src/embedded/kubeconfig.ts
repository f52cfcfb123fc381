export interface KubeconfigInput {
  readonly url: string;
  readonly token: string;
  /** PEM of the authority; `undefined` for plain HTTP. */
  readonly certificate: string | undefined;
}

/** A kubeconfig file of one context, as YAML. */
export function kubeconfigText({ url, token, certificate }: KubeconfigInput): string {
  const authority =
    certificate === undefined
      ? ''
      : `\n      certificate-authority-data: ${Buffer.from(certificate).toString('base64')}`;
  return `apiVersion: v1
kind: Config
clusters:
  - name: tidewatch
    cluster:
      server: ${url}${authority}
users:
  - name: admin
    user:
      token: ${token}
contexts:
  - name: tidewatch
    context:
      cluster: tidewatch
      user: admin
      namespace: default
current-context: tidewatch
`;
}
