import { type ErrorOptions, TidewatchError } from '../errors.ts';

/** A `Status` that an API server answered, or the lack of an answer. */
export abstract class ClusterError extends TidewatchError {
  /** The HTTP status; 0 where no answer came. */
  abstract readonly status: number;
}

/** 409 with reason `Conflict`: another manager owns a field, or a precondition did not hold. */
export class ConflictError extends ClusterError {
  override readonly code = 'CLUSTER_CONFLICT';
  override readonly status = 409;
}

/** 422: the object is not valid, or a field is immutable. `data.causes` holds the server's causes. */
export class InvalidObjectError extends ClusterError {
  override readonly code = 'CLUSTER_INVALID';
  override readonly status = 422;
}

/** 404: no such object, namespace or kind. */
export class NotFoundError extends ClusterError {
  override readonly code = 'CLUSTER_NOT_FOUND';
  override readonly status = 404;
}

/** 401 or 403: the credentials are not good enough. */
export class ForbiddenError extends ClusterError {
  override readonly code = 'CLUSTER_FORBIDDEN';
  override readonly status: 401 | 403;

  constructor(message: string, options: ErrorOptions & { readonly status: 401 | 403 }) {
    super(message, options);
    this.status = options.status;
  }
}

/** 410: the resource version is too old to watch from. */
export class GoneError extends ClusterError {
  override readonly code = 'CLUSTER_GONE';
  override readonly status = 410;
}

/** No usable answer after the bounded retries: connection lost, 429, 5xx. */
export class UnavailableError extends ClusterError {
  override readonly code = 'CLUSTER_UNAVAILABLE';
  override readonly status: number;

  constructor(message: string, options: ErrorOptions & { readonly status?: number } = {}) {
    super(message, options);
    this.status = options.status ?? 0;
  }
}

/** Any other refusal, such as 400 for a field the server does not know. */
export class RefusedError extends ClusterError {
  override readonly code = 'CLUSTER_REFUSED';
  override readonly status: number;

  constructor(message: string, options: ErrorOptions & { readonly status: number }) {
    super(message, options);
    this.status = options.status;
  }
}
