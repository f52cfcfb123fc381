import type { JsonObject, JsonValue } from '../../../src/model/json.ts';

/** What an API server answered. */
export interface Answer {
  readonly status: number;
  /** The body; text where it is not JSON, events where the request was a watch. */
  readonly body: JsonValue;
  readonly warnings: readonly string[];
}

/** One HTTP request. `$NS` in paths and bodies is the case's own namespace. */
export interface Step {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** The body as it is sent, instead of `body` as JSON. */
  readonly text?: string;
  readonly contentType?: string;
  readonly accept?: string;
  /** Asked again until the definition it is about is established. */
  readonly untilEstablished?: boolean;
  /** A watch: read until so many events came. */
  readonly events?: number;
}

/** A step that needs the answers before it. */
export type StepMaker = (answers: readonly Answer[]) => Step;

/** A script of requests. Every answer is compared. */
export interface ContractCase {
  /** What the server does, as a sentence. */
  readonly name: string;
  readonly steps: readonly (Step | StepMaker)[];
}

const query = (options: Readonly<Record<string, string>>): string => {
  const text = new URLSearchParams(options).toString();
  return text === '' ? '' : `?${text}`;
};

type Options = Readonly<Record<string, string>>;

export const get = (path: string, accept?: string): Step => ({
  method: 'GET',
  path,
  ...(accept === undefined ? {} : { accept }),
});

export const table = (path: string): Step =>
  get(path, 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json');

export const watch = (path: string, events: number, accept?: string): Step => ({
  ...get(path, accept),
  events,
});

export const post = (path: string, body: unknown, options: Options = {}): Step => ({
  method: 'POST',
  path: path + query({ fieldManager: 'creator', ...options }),
  body,
});

export const put = (path: string, body: unknown, options: Options = {}): Step => ({
  method: 'PUT',
  path: path + query({ fieldManager: 'updater', ...options }),
  body,
});

const PATCHES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

export const patch = (
  type: keyof typeof PATCHES,
  path: string,
  body: unknown,
  options: Options = {},
): Step => ({
  method: 'PATCH',
  path: path + query({ fieldManager: 'patcher', ...options }),
  body,
  contentType: PATCHES[type],
});

export const apply = (path: string, body: unknown, options: Options = {}): Step => ({
  method: 'PATCH',
  path: path + query({ fieldManager: 'applier', ...options }),
  body,
  contentType: 'application/apply-patch+yaml',
});

export const del = (path: string, body?: unknown): Step => ({
  method: 'DELETE',
  path,
  ...(body === undefined ? {} : { body }),
});

/** The path of a collection in the case's namespace, or of an object in it. */
export const inNamespace =
  (apiVersion: string, plural: string) =>
  (name = ''): string => {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    return `${root}/namespaces/$NS/${plural}${name === '' ? '' : `/${name}`}`;
  };

/** The path of a collection of cluster-scoped objects, or of one of them. */
export const cluster =
  (apiVersion: string, plural: string) =>
  (name = ''): string => {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    return `${root}/${plural}${name === '' ? '' : `/${name}`}`;
  };

/** An answer's body where it has to be an object. */
export function objectIn(answer: Answer | undefined): JsonObject {
  const body = answer?.body;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Error('the step before answered with no object');
  }
  return body as JsonObject;
}

export function metadataIn(answer: Answer | undefined): JsonObject {
  return objectIn(answer).metadata as JsonObject;
}
