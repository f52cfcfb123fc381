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
  /**
   * Reads everything anew after a 401. `refused` is what was refused: when
   * another request replaced it meanwhile, that is not done again.
   */
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

  const read = async (): Promise<Authorized> => {
    const credentials = await credentialsOf(current, endpoint.serverUrl);
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
  return {
    ...options,
    closing: closer.signal,
    authorize: () =>
      authorized !== undefined && clock.now() - authorized.at < credentialsLifetime
        ? authorized.result
        : remember(read()),
    reauthorize: async (refused) => {
      const latest = await authorized?.result.catch(() => undefined);
      if (latest !== undefined && latest.credentials !== refused.credentials) return latest;
      current = options.loadConfiguration();
      return remember(read());
    },
    close: async () => {
      closer.abort(new Error('the connection to the cluster was closed'));
      await client?.destroy();
    },
  };
}

async function credentialsOf(
  configuration: Configuration,
  serverUrl: string,
): Promise<Credentials> {
  try {
    return await readCredentials(configuration.kubeConfig, configuration.impersonation);
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
