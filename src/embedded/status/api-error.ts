import type { JsonObject } from '../../model/json.ts';

/** One cause in the details of a `Status`. */
export interface StatusCause {
  readonly reason: string;
  readonly message?: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  /** A resource's plural; a kind where the object is not valid. */
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** A refusal, as the `Status` the client gets. */
export class ApiError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: StatusDetails | undefined;

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  toStatus(): JsonObject {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      ...(this.reason === '' ? {} : { reason: this.reason }),
      ...(this.details === undefined
        ? {}
        : { details: { ...this.details, causes: this.causes() } }),
      code: this.code,
    };
  }

  private causes(): readonly JsonObject[] | undefined {
    return this.details?.causes?.map((cause) => ({ ...cause }));
  }
}

/** A resource as messages name it: `deployments.apps`, `configmaps`. */
export interface GroupResource {
  readonly group: string;
  readonly plural: string;
}

function printGroupResource({ group, plural }: GroupResource): string {
  return group === '' ? plural : `${plural}.${group}`;
}

function about(resource: GroupResource, name: string): StatusDetails {
  return {
    ...(name === '' ? {} : { name }),
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.plural,
  };
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

export function notFound(resource: GroupResource, name: string): ApiError {
  const message = `${printGroupResource(resource)} ${JSON.stringify(name)} not found`;
  return new ApiError(404, 'NotFound', message, about(resource, name));
}

/** The path leads to nothing that is served. */
export function unknownResource(): ApiError {
  return new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** As `unknownResource`, in a group that only custom kinds could be in: nobody answers at all. */
export class PageNotFound extends ApiError {
  constructor() {
    super(404, 'NotFound', '404 page not found\n');
  }
}

export function alreadyExists(
  resource: GroupResource,
  name: string,
  isDeleting: boolean,
): ApiError {
  const prefix = isDeleting ? 'object is being deleted: ' : '';
  const message = `${prefix}${printGroupResource(resource)} ${JSON.stringify(name)} already exists`;
  return new ApiError(409, 'AlreadyExists', message, about(resource, name));
}

export function conflict(resource: GroupResource, name: string, why: string): ApiError {
  const what = `${printGroupResource(resource)} ${JSON.stringify(name)}`;
  const message = `Operation cannot be fulfilled on ${what}: ${why}`;
  return new ApiError(409, 'Conflict', message, about(resource, name));
}

export const MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

export function forbidden(
  resource: GroupResource,
  name: string,
  why: string,
  causes?: readonly StatusCause[],
): ApiError {
  const what =
    name === ''
      ? printGroupResource(resource)
      : `${printGroupResource(resource)} ${JSON.stringify(name)}`;
  return new ApiError(403, 'Forbidden', `${what} is forbidden: ${why}`, {
    ...about(resource, name),
    ...(causes === undefined ? {} : { causes }),
  });
}

export function expired(message: string): ApiError {
  return new ApiError(410, 'Expired', message);
}

export function methodNotAllowed(): ApiError {
  return new ApiError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}

export function unsupportedMediaType(accepted: readonly string[]): ApiError {
  return new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

export function notAcceptable(accepted: readonly string[]): ApiError {
  return new ApiError(
    406,
    'NotAcceptable',
    `only the following media types are accepted: ${accepted.join(', ')}`,
  );
}

export function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'Unauthorized');
}

export function internalError(message: string): ApiError {
  return new ApiError(500, 'InternalError', `Internal error occurred: ${message}`, {
    causes: [{ reason: '', message }],
  });
}
