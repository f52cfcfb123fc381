import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { load, YAMLException } from 'js-yaml';
import { InvalidInputError, messageOf, type Problem } from '../model/errors.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import type { Position } from '../model/position.ts';
import {
  inClusterDocument,
  type KubeconfigDocument,
  mergeDocuments,
  readDocument,
  selectContext,
} from './kubeconfig-document.ts';

/** Where a kubeconfig is looked for. */
export interface ConfigurationSource {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where a Pod's service account is mounted. */
  readonly serviceAccountFolder: string;
}

/** Which API server to talk to, and the configuration that gives the credentials. */
export interface Configuration {
  readonly kubeConfig: KubeConfig;
  readonly serverUrl: string;
  readonly namespace: string;
  readonly proxyUrl: string | undefined;
  /** Headers for acting as somebody else that the client library does not set. */
  readonly impersonation: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * Finds the configuration as kubectl does: the given file, the files of
 * `KUBECONFIG`, `~/.kube/config`, the service account of the Pod. Throws
 * `InvalidInputError`.
 */
export function loadConfiguration(source: ConfigurationSource): Configuration {
  const found = findDocument(source);
  const name = source.context ?? found.document.currentContext;
  const selected = selectContext(found.document, name);
  if (selected === undefined) throw unknownContext(found, name);
  if (selected.missingUser !== undefined) {
    const what = `context "${name}" names the user "${selected.missingUser}", which is not there`;
    throw invalid(found.where, what, 'add the user, or correct the context');
  }
  const kubeConfig = new KubeConfig();
  try {
    kubeConfig.loadFromString(JSON.stringify({ ...selected.document, 'current-context': name }));
  } catch (thrown) {
    throw invalid(found.where, messageOf(thrown), 'correct the kubeconfig');
  }
  const cluster = kubeConfig.getCurrentCluster();
  if (cluster === null || !URL.canParse(cluster.server)) {
    throw invalid(
      found.where,
      `context "${name}" names no cluster with a valid server URL`,
      'correct the context or the cluster it names',
    );
  }
  if (cluster.server.startsWith('http:')) {
    // The library refuses credentials over plain HTTP unless told so; kubectl allows them.
    kubeConfig.clusters = [{ ...cluster, skipTLSVerify: true }];
  }
  const namespace = selected.context.namespace;
  return {
    kubeConfig,
    serverUrl: cluster.server.replace(/\/+$/, ''),
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : 'default',
    proxyUrl: cluster.proxyUrl || undefined,
    impersonation: impersonationHeaders(selected.user),
  };
}

interface FoundDocument {
  readonly document: KubeconfigDocument;
  /** The files it came from, for messages. */
  readonly where: string;
}

function findDocument(source: ConfigurationSource): FoundDocument {
  const { environment } = source;
  if (source.kubeconfig !== undefined) {
    return { document: readFile(source.kubeconfig), where: source.kubeconfig };
  }
  const candidates = candidateFiles(environment);
  const files = candidates.filter((file) => existsSync(file));
  if (files.length > 0) {
    return { document: mergeDocuments(files.map(readFile)), where: files.join(delimiter) };
  }
  const host = environment.KUBERNETES_SERVICE_HOST;
  const port = environment.KUBERNETES_SERVICE_PORT;
  const folder = source.serviceAccountFolder;
  if (host && port && existsSync(join(folder, 'token'))) {
    const namespaceFile = join(folder, 'namespace');
    const namespace = existsSync(namespaceFile) ? readFileSync(namespaceFile, 'utf8').trim() : '';
    return { document: inClusterDocument({ host, port, folder, namespace }), where: folder };
  }
  throw invalid(
    candidates.join(delimiter) || 'KUBECONFIG',
    'there is no kubeconfig, and this is not a Pod with a service account',
    'give --kubeconfig FILE or set KUBECONFIG',
  );
}

/** The files of `KUBECONFIG`, or the one in the home folder. */
function candidateFiles(environment: ConfigurationSource['environment']): string[] {
  const listed = (environment.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  if (listed.length > 0) return listed;
  const home = environment.HOME || environment.USERPROFILE;
  return home ? [join(home, '.kube', 'config')] : [];
}

function readFile(file: string): KubeconfigDocument {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    throw invalid(file, `cannot be read: ${messageOf(thrown)}`, 'give the path of a kubeconfig');
  }
  try {
    // An empty file is a kubeconfig without entries, as it is for kubectl.
    return readDocument(text.trim() === '' ? {} : (load(text) as JsonValue), file);
  } catch (thrown) {
    if (!(thrown instanceof YAMLException)) throw thrown;
    const { line, column } = thrown.mark ?? { line: 0, column: 0 };
    const position = { file, line: line + 1, column: column + 1 };
    throw invalid(
      undefined,
      `not valid YAML: ${thrown.reason}`,
      'correct the kubeconfig',
      position,
    );
  }
}

function unknownContext(found: FoundDocument, name: string): InvalidInputError {
  const names = found.document.contexts.map((context) => `"${context.name}"`).join(', ');
  const what = name === '' ? 'there is no current context' : `there is no context "${name}"`;
  return invalid(
    found.where,
    what,
    names === '' ? 'add a context' : `choose one with --context: ${names}`,
  );
}

function impersonationHeaders(user: JsonObject): Configuration['impersonation'] {
  const groups = user['as-groups'];
  const uid = user['as-uid'];
  return {
    ...(Array.isArray(groups) ? { 'impersonate-group': groups.map(String) } : {}),
    ...(typeof uid === 'string' ? { 'impersonate-uid': uid } : {}),
  };
}

function invalid(
  subject: string | undefined,
  what: string,
  advice: string,
  position?: Position,
): InvalidInputError {
  const problem: Problem = { code: 'KUBECONFIG_INVALID', position, subject, what, advice };
  return new InvalidInputError([problem]);
}
