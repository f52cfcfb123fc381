import { messageOf } from '../model/errors.ts';
import type { Clock } from '../model/ports/clock.ts';
import { ForbiddenError } from '../model/ports/cluster-errors.ts';
import type { SentRequest } from './connection-options.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { createHttpClient, type Endpoint, type HttpClient } from './http-client.ts';
import type { Configuration } from './load-configuration.ts';
import type { RetryPolicy } from './retry.ts';

/** How long credentials are used before files and plugins are asked again, as client-go does. */
const credentialsLifetime = 60_000;

export interface SessionOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly endpoint: Endpoint;
  readonly retryPolicy: RetryPolicy;
  /** Reads the configuration anew: files may have changed since the last time. */
  readonly loadConfiguration: () => Configuration;
  readonly onRequest: (request: SentRequest) => void;
  readonly onWarning: (warning: string) => void;
}

/** What every request of one connection shares. */
export interface Session extends SessionOptions {
  /** Aborted when the connection is closed. */
  readonly closing: AbortSignal;
  /** The credentials to use now and the connections made with them. */
  authorize(): Promise<Authorized>;
  /** Reads everything anew after a 401; `refused` is what was refused. */
  reauthorize(refused: Authorized): Promise<Authorized>;
  close(): Promise<void>;
}

export interface Authorized {
  readonly credentials: Credentials;
  readonly client: HttpClient;
}

export function openSession(options: SessionOptions, configuration: Configuration): Session {
  const { clock, endpoint } = options;
  const closer = new AbortController();
  let current = configuration;
  let client: HttpClient | undefined;
  let authorized: { readonly at: number; readonly result: Promise<Authorized> } | undefined;
  let renewal: { readonly of: Credentials; readonly result: Promise<Authorized> } | undefined;

  const read = async (): Promise<Authorized> => {
    const credentials = await readOrExplain(endpoint.serverUrl, () =>
      readCredentials(current.kubeConfig, current.impersonation),
    );
    if (client === undefined || !sameTls(client.tls, credentials.tls)) {
      // Requests under way end on the old connections.
      void client?.retire().catch(() => {});
      client = createHttpClient(endpoint, credentials.tls);
    }
    return { credentials, client };
  };
  const remember = (result: Promise<Authorized>): Promise<Authorized> => {
    const entry = { at: clock.now(), result };
    authorized = entry;
    // A failure is not remembered: the next request asks again.
    result.catch(() => {
      if (authorized === entry) authorized = undefined;
    });
    return result;
  };
  const renew = async (): Promise<Authorized> => {
    current = await readOrExplain(endpoint.serverUrl, async () => reload(options));
    return read();
  };
  return {
    ...options,
    closing: closer.signal,
    authorize: () =>
      authorized !== undefined && clock.now() - authorized.at < credentialsLifetime
        ? authorized.result
        : remember(read()),
    reauthorize: ({ credentials }) => {
      // Requests that were refused together are helped by one renewal.
      if (renewal?.of !== credentials) renewal = { of: credentials, result: remember(renew()) };
      return renewal.result;
    },
    close: async () => {
      closer.abort(new Error('the connection to the cluster was closed'));
      await client?.destroy();
    },
  };
}

/** The configuration as it is now, if it still is about the same server. */
function reload({ loadConfiguration, endpoint }: SessionOptions): Configuration {
  const configuration = loadConfiguration();
  // Somebody may have switched contexts: the credentials of one server never go to another.
  if (configuration.serverUrl !== endpoint.serverUrl) {
    throw new Error(`the kubeconfig now names ${configuration.serverUrl}; start again to use it`);
  }
  return configuration;
}

async function readOrExplain<T>(serverUrl: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    throw new ForbiddenError(
      `${serverUrl}: the credentials cannot be read (${messageOf(thrown).trim()}); correct the user of the kubeconfig's context`,
      { status: 401, cause: thrown },
    );
  }
}

function sameTls(a: HttpClient['tls'], b: HttpClient['tls']): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
