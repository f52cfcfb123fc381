import { messageOf, type Problem } from '../model/errors.ts';
import { isJsonObject } from '../model/json.ts';
import type { FieldPath, Rendered } from '../model/manifest.ts';
import { formatObjectId, objectIdOf } from '../model/object-id.ts';
import {
  type ClusterError,
  ForbiddenError,
  InvalidObjectError,
  NotFoundError,
} from '../model/ports/cluster-errors.ts';

/** A dry-run that the server refused, as a problem at the place of the field it names. */
export function refusal({ manifest, provenance }: Rendered, error: ClusterError): Problem {
  const path = firstField(error);
  const subject = formatObjectId(objectIdOf(manifest));
  const message = messageOf(error);
  // The message names the object, and so does the problem.
  const said = message.startsWith(`${subject}: `) ? message.slice(subject.length + 2) : message;
  return {
    code: 'REFUSED_BY_SERVER',
    position: path === undefined ? provenance.object : provenance.field(path),
    subject,
    what: `the API server refuses it: ${said}`,
    advice: adviceFor(error),
  };
}

function adviceFor(error: ClusterError): string {
  if (error instanceof ForbiddenError) return 'grant the agent what it needs, or remove the object';
  if (error instanceof NotFoundError) return 'create what is missing, or add it to this target';
  if (
    error instanceof InvalidObjectError &&
    /immutable|updates to .* forbidden/i.test(error.message)
  ) {
    return 'take the change back, or migrate the object by hand: it is never deleted to be created again';
  }
  return 'correct it in Git';
}

/** The field of the server's first cause: `spec.template.spec.containers[0].image`. */
function firstField({ data }: ClusterError): FieldPath | undefined {
  const [cause] = Array.isArray(data.causes) ? (data.causes as unknown[]) : [];
  const field = isJsonObject(cause) ? cause.field : undefined;
  if (typeof field !== 'string') return undefined;
  const steps = field.match(/[^.[\]]+/g) ?? [];
  return steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
