import { randomBytes } from 'node:crypto';
import type { Kubectl } from './kubectl.ts';

/** A new namespace for one test, ready for Pods; its name starts with `prefix`. */
export async function createNamespace(kubectl: Kubectl, prefix: string): Promise<string> {
  const name = `${prefix}-${randomBytes(4).toString('hex')}`;
  await kubectl(['create', 'namespace', name]);
  // Pods are refused until the controller manager has made this account.
  await kubectl(['wait', '--for=create', 'serviceaccount/default', '-n', name, '--timeout=60s']);
  return name;
}
