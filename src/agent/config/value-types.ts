import { type DriftRule, parseDriftRule } from '../../drift/policies.ts';
import { formatBytes } from '../../model/bytes.ts';
import {
  type DriftPolicy,
  DriftPolicyError,
  formatDriftPolicy,
  parseDriftPolicy,
} from '../../model/drift-policy.ts';
import { DurationError, formatDuration, parseDuration } from '../../model/duration.ts';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import {
  type MaintenanceWindow,
  MaintenanceWindowError,
  parseMaintenanceWindows,
} from '../../model/maintenance-window.ts';

/** How values of one kind are written in flags, variables and files. */
export interface ValueType<Value> {
  /** What stands for the value in help texts: `DURATION`. */
  readonly placeholder: string;
  /** What is wanted, to end "is not …": `a duration such as 10m`. */
  readonly wanted: string;
  /** From a flag or a variable; `undefined` where the text is no such value. */
  parse(text: string): Value | undefined;
  /** From a file; `undefined` where the value is no such value. */
  fromJson(value: JsonValue): Value | undefined;
  /** What `parse` reads back. */
  format(value: Value): string;
  /** Of what `fromJson` reads. */
  readonly schema: JsonObject;
  /** Given on its own, a flag of this type is `true`. */
  readonly alone?: boolean;
}

export function text(placeholder: string, wanted = 'a text', pattern?: RegExp): ValueType<string> {
  const parse = (value: string) =>
    value !== '' && (pattern === undefined || pattern.test(value)) ? value : undefined;
  return {
    placeholder,
    wanted,
    parse,
    fromJson: (value) => (typeof value === 'string' ? parse(value) : undefined),
    format: (value) => value,
    schema: { type: 'string', minLength: 1, pattern: pattern?.source },
  };
}

/** Several texts: a flag that may be repeated, a variable with commas between them. */
export function texts(placeholder: string): ValueType<readonly string[]> {
  return {
    placeholder: `${placeholder}...`,
    wanted: 'a list of texts',
    parse: (value) => value.split(',').map((part) => part.trim()),
    fromJson: (value) =>
      Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined,
    format: (value) => value.join(','),
    schema: { type: 'array', items: { type: 'string' } },
  };
}

/** When changes that disrupt may be made; several with `;`. */
export function maintenanceWindows(): ValueType<readonly MaintenanceWindow[]> {
  const parse = (value: string) => {
    try {
      return parseMaintenanceWindows(value);
    } catch (thrown) {
      if (thrown instanceof MaintenanceWindowError) return undefined;
      throw thrown;
    }
  };
  return {
    placeholder: 'WINDOWS',
    wanted: 'maintenance windows such as "0 2 * * 6 for 4h in Europe/Berlin"',
    parse,
    fromJson: (value) => (typeof value === 'string' ? parse(value) : undefined),
    format: (windows) => windows.map((window) => window.text).join('; '),
    schema: { type: 'string' },
  };
}

/** What is done about drift. */
export function driftPolicy(): ValueType<DriftPolicy> {
  const parse = orUndefined(parseDriftPolicy);
  return {
    placeholder: 'POLICY',
    wanted: 'ignore, warn, correct, or correct after 10m',
    parse,
    fromJson: (value) => (typeof value === 'string' ? parse(value) : undefined),
    format: formatDriftPolicy,
    schema: { type: 'string', pattern: '^(ignore|warn|correct( after [0-9a-z.]+)?)$' },
  };
}

/** Policies for some objects or fields: a flag that may be repeated, a variable with commas. */
export function driftRules(): ValueType<readonly DriftRule[]> {
  const rule = orUndefined(parseDriftRule);
  const parse = (values: readonly string[]) => {
    const rules = values.flatMap((value) => rule(value) ?? []);
    return rules.length === values.length ? rules : undefined;
  };
  return {
    placeholder: 'RULE...',
    wanted: 'rules TARGET[/KIND[/NAME]][#FIELD]: POLICY',
    parse: (value) => parse(value.split(',').map((part) => part.trim())),
    fromJson: (value) =>
      Array.isArray(value) && value.every((item) => typeof item === 'string')
        ? parse(value)
        : undefined,
    format: () => '',
    schema: { type: 'array', items: { type: 'string' } },
  };
}

function orUndefined<Value>(parse: (text: string) => Value): (text: string) => Value | undefined {
  return (text) => {
    try {
      return parse(text);
    } catch (thrown) {
      if (thrown instanceof DriftPolicyError) return undefined;
      throw thrown;
    }
  };
}

export function integer(minimum: number, maximum: number): ValueType<number> {
  const inRange = (value: number) =>
    Number.isInteger(value) && value >= minimum && value <= maximum ? value : undefined;
  return {
    placeholder: 'NUMBER',
    wanted: `a whole number from ${minimum} to ${maximum}`,
    parse: (value) => (/^\d+$/.test(value) ? inRange(Number(value)) : undefined),
    fromJson: (value) => (typeof value === 'number' ? inRange(value) : undefined),
    format: String,
    schema: { type: 'integer', minimum, maximum },
  };
}

export function flag(): ValueType<boolean> {
  return {
    placeholder: 'true|false',
    wanted: 'true or false',
    parse: (value) => (value === 'true' ? true : value === 'false' ? false : undefined),
    fromJson: (value) => (typeof value === 'boolean' ? value : undefined),
    format: String,
    schema: { type: 'boolean' },
    alone: true,
  };
}

/** Milliseconds. */
export function duration(minimum: number): ValueType<number> {
  const parse = (value: string) => {
    const milliseconds = durationOf(value);
    return milliseconds !== undefined && milliseconds >= minimum ? milliseconds : undefined;
  };
  return {
    placeholder: 'DURATION',
    wanted: `a duration of at least ${formatDuration(minimum)}, such as 10m or 1h30m`,
    parse,
    fromJson: (value) => (typeof value === 'string' ? parse(value) : undefined),
    format: formatDuration,
    schema: { type: 'string', pattern: '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$' },
  };
}

function durationOf(text: string): number | undefined {
  try {
    return parseDuration(text);
  } catch (thrown) {
    if (thrown instanceof DurationError) return undefined;
    throw thrown;
  }
}

const UNITS: Readonly<Record<string, number>> = { '': 1, KiB: 1024, MiB: 1024 ** 2 };

/** Bytes. */
export function size(): ValueType<number> {
  const parse = (value: string) => {
    const [, number, unit = ''] = /^(\d+) ?(KiB|MiB)?$/.exec(value) ?? [];
    const bytes = Number(number) * (UNITS[unit] ?? Number.NaN);
    return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
  };
  return {
    placeholder: 'SIZE',
    wanted: 'a size such as 10MiB, 512KiB, or a number of bytes',
    parse,
    fromJson: (value) =>
      typeof value === 'string' || typeof value === 'number' ? parse(String(value)) : undefined,
    format: (value) => formatBytes(value).replace(/ (?:bytes)?/, ''),
    schema: { type: ['string', 'integer'], pattern: '^[0-9]+ ?(KiB|MiB)?$', minimum: 1 },
  };
}

export function choice<const Value extends string>(...values: Value[]): ValueType<Value> {
  const parse = (value: string) => values.find((other) => other === value);
  return {
    placeholder: values.join('|'),
    wanted: `one of ${values.join(', ')}`,
    parse,
    fromJson: (value) => (typeof value === 'string' ? parse(value) : undefined),
    format: (value) => value,
    schema: { enum: values },
  };
}

/** Where a server listens. */
export interface ListenAddress {
  readonly host: string;
  /** 0 lets the system choose one. */
  readonly port: number;
}

export type Listen = ListenAddress | 'off';

export function listenAddress(): ValueType<Listen> {
  return {
    placeholder: 'HOST:PORT|off',
    wanted: 'a host and a port such as 127.0.0.1:8080 or [::]:8080, or off',
    parse: parseListen,
    fromJson: (value) => (typeof value === 'string' ? parseListen(value) : undefined),
    format: formatListen,
    schema: { type: 'string', pattern: '^(off|.+:[0-9]+)$' },
  };
}

function parseListen(value: string): Listen | undefined {
  if (value === 'off') return 'off';
  const [, ipv6, host = ipv6, digits] = /^(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})$/.exec(value) ?? [];
  const port = Number(digits);
  return host === undefined || !(port <= 65_535) ? undefined : { host, port };
}

function formatListen(value: Listen): string {
  if (value === 'off') return value;
  const host = value.host.includes(':') ? `[${value.host}]` : value.host;
  return `${host}:${value.port}`;
}
