/** A target as Prometheus lists it. */
export interface ActiveTarget {
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** One series of an instant vector. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** A rule as Prometheus lists it. */
export interface LoadedRule {
  readonly type: 'alerting' | 'recording';
  readonly name: string;
  /** `unknown` until it is evaluated. */
  readonly health: 'ok' | 'err' | 'unknown';
  readonly lastError?: string;
}

/** An alert whose condition holds. */
export interface ActiveAlert {
  readonly state: 'pending' | 'firing';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The HTTP API of a Prometheus, or of a Thanos query. */
export interface PrometheusApi {
  activeTargets(): Promise<readonly ActiveTarget[]>;
  /** Those of all groups. */
  rules(): Promise<readonly LoadedRule[]>;
  alerts(): Promise<readonly ActiveAlert[]>;
  /** The instant vector or scalar of an expression; throws what Prometheus says of a wrong one. */
  query(expression: string): Promise<readonly Sample[]>;
}

/**
 * @param base A URL without a slash at its end.
 * @param moment When every query is about, in seconds since 1970; now where it is not given.
 */
export function prometheusApi(base: string, moment?: number): PrometheusApi {
  const time: Record<string, string> = moment === undefined ? {} : { time: String(moment) };
  const ask = async (path: string, form?: Record<string, string>): Promise<unknown> => {
    const body = form === undefined ? undefined : new URLSearchParams(form);
    const method = body === undefined ? 'GET' : 'POST';
    const response = await fetch(`${base}${path}`, { method, ...(body && { body }) });
    const answer = (await response.json()) as { status: string; error?: string; data?: unknown };
    if (answer.status !== 'success') throw new Error(`${path}: ${answer.error}`);
    return answer.data;
  };
  return {
    activeTargets: async () => {
      const data = (await ask('/api/v1/targets?state=active')) as {
        activeTargets: readonly ActiveTarget[];
      };
      return data.activeTargets;
    },
    rules: async () => {
      const data = (await ask('/api/v1/rules')) as {
        groups: readonly { readonly rules: readonly LoadedRule[] }[];
      };
      return data.groups.flatMap(({ rules }) => rules);
    },
    alerts: async () => {
      const data = (await ask('/api/v1/alerts')) as { alerts: readonly ActiveAlert[] };
      return data.alerts;
    },
    query: async (expression) => {
      const data = (await ask('/api/v1/query', { query: expression, ...time })) as {
        resultType: string;
        result: readonly Sample[] | Sample['value'];
      };
      return data.resultType === 'vector'
        ? (data.result as readonly Sample[])
        : [{ metric: {}, value: data.result as Sample['value'] }];
    },
  };
}
