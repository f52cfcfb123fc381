import { dirname, isAbsolute, join } from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';

/** A kubeconfig as it stands in a file, with the entries that matter to us. */
export interface KubeconfigDocument {
  readonly clusters: readonly JsonObject[];
  readonly users: readonly JsonObject[];
  readonly contexts: readonly JsonObject[];
  readonly currentContext: string;
}

const anonymous = 'anonymous (no user named)';

/** The document of one file, with the paths in it made absolute. */
export function readDocument(content: JsonValue, file: string): KubeconfigDocument {
  const root = isJsonObject(content) ? content : {};
  const folder = dirname(file);
  return {
    clusters: entries(root.clusters).map((entry) =>
      inside(entry, 'cluster', (cluster) =>
        absolutePaths(cluster, ['certificate-authority'], folder),
      ),
    ),
    users: entries(root.users).map((entry) =>
      inside(entry, 'user', (user) => adaptUser(user, folder)),
    ),
    contexts: entries(root.contexts),
    currentContext: text(root['current-context']),
  };
}

/** Several files as one, the way kubectl does it: whoever names a thing first keeps it. */
export function mergeDocuments(documents: readonly KubeconfigDocument[]): KubeconfigDocument {
  return {
    clusters: firstOfEachName(documents.flatMap((document) => document.clusters)),
    users: firstOfEachName(documents.flatMap((document) => document.users)),
    contexts: firstOfEachName(documents.flatMap((document) => document.contexts)),
    currentContext:
      documents.find((document) => document.currentContext !== '')?.currentContext ?? '',
  };
}

/** One context of a document, with the cluster and the user it names. */
export interface SelectedContext {
  /** The document without anything else. */
  readonly document: KubeconfigDocument;
  readonly context: JsonObject;
  readonly user: JsonObject;
  /** The name of a user that the context names and the document lacks. */
  readonly missingUser: string | undefined;
}

/** The context of a name; `undefined` where there is none. */
export function selectContext(
  document: KubeconfigDocument,
  name: string,
): SelectedContext | undefined {
  const entry = document.contexts.find((candidate) => candidate.name === name);
  if (entry === undefined || !isJsonObject(entry.context)) return undefined;
  const { context } = entry;
  const named = text(context.user);
  const user = document.users.find((candidate) => candidate.name === named);
  // Without a user entry the client library would not use the cluster's authority either.
  const userName = named || anonymous;
  return {
    context,
    user: isJsonObject(user?.user) ? user.user : {},
    missingUser: named !== '' && user === undefined ? named : undefined,
    document: {
      clusters: document.clusters.filter((cluster) => cluster.name === context.cluster),
      users: [user ?? { name: userName, user: {} }],
      contexts: [{ name, context: { ...context, user: userName } }],
      currentContext: name,
    },
  };
}

/** What a Pod finds of its own service account. */
export function inClusterDocument(place: {
  readonly host: string;
  readonly port: string;
  readonly folder: string;
  readonly namespace: string;
}): KubeconfigDocument {
  const host = place.host.includes(':') ? `[${place.host}]` : place.host;
  const cluster = {
    server: `https://${host}:${place.port}`,
    'certificate-authority': join(place.folder, 'ca.crt'),
  };
  return {
    clusters: [{ name: 'in-cluster', cluster }],
    users: [{ name: 'service-account', user: tokenFileUser({}, join(place.folder, 'token')) }],
    contexts: [
      {
        name: 'in-cluster',
        context: {
          cluster: 'in-cluster',
          user: 'service-account',
          namespace: place.namespace,
        },
      },
    ],
    currentContext: 'in-cluster',
  };
}

function adaptUser(user: JsonObject, folder: string): JsonObject {
  const adapted = absolutePaths(
    user,
    ['client-certificate', 'client-key', 'tokenFile', 'token-file'],
    folder,
  );
  const tokenFile = text(adapted.tokenFile) || text(adapted['token-file']);
  if (tokenFile !== '') return tokenFileUser(adapted, tokenFile);
  return isJsonObject(adapted.exec)
    ? { ...adapted, exec: adaptExec(adapted.exec, folder) }
    : adapted;
}

/** A token file has to be read again and again, because tokens are rotated. */
function tokenFileUser(user: JsonObject, tokenFile: string): JsonObject {
  const { token: _token, tokenFile: _file, 'token-file': _old, ...rest } = user;
  return { ...rest, 'auth-provider': { name: 'tokenFile', config: { tokenFile } } };
}

/** What the client library leaves out: plugins ask for `KUBERNETES_EXEC_INFO`. */
function adaptExec(exec: JsonObject, folder: string): JsonObject {
  const command = text(exec.command);
  const info = JSON.stringify({
    kind: 'ExecCredential',
    apiVersion: text(exec.apiVersion) || 'client.authentication.k8s.io/v1',
    spec: { interactive: false },
  });
  const env = entries(exec.env).filter((entry) => entry.name !== 'KUBERNETES_EXEC_INFO');
  return {
    ...exec,
    // A bare name is looked up in PATH; anything with a slash is relative to the file.
    command: command.includes('/') && !isAbsolute(command) ? join(folder, command) : command,
    args: Array.isArray(exec.args) ? exec.args : [],
    env: [...env, { name: 'KUBERNETES_EXEC_INFO', value: info }],
  };
}

function absolutePaths(object: JsonObject, keys: readonly string[], folder: string): JsonObject {
  const changed: Record<string, JsonValue | undefined> = { ...object };
  for (const key of keys) {
    const path = text(object[key]);
    if (path !== '' && !isAbsolute(path)) changed[key] = join(folder, path);
  }
  return changed;
}

function inside(entry: JsonObject, key: string, change: (value: JsonObject) => JsonObject) {
  const value = entry[key];
  return isJsonObject(value) ? { ...entry, [key]: change(value) } : entry;
}

function firstOfEachName(list: readonly JsonObject[]): JsonObject[] {
  const seen = new Set<JsonValue | undefined>();
  return list.filter((entry) => !seen.has(entry.name) && seen.add(entry.name));
}

function entries(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
