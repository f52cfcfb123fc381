import { describe, expect, it } from 'vitest';
import type { SentObject } from '../../src/kubernetes/server-message.ts';
import { statusError } from '../../src/kubernetes/status-error.ts';

const refused = { subject: 'ConfigMap/web/a', attempts: 1 };
const body = (reason: string, message: string, causes: object[] = []) =>
  JSON.stringify({ kind: 'Status', reason, message, details: { causes } });

describe('a refusal', () => {
  it.each([
    { code: 400, reason: 'BadRequest', name: 'RefusedError' },
    { code: 401, reason: 'Unauthorized', name: 'ForbiddenError' },
    { code: 403, reason: 'Forbidden', name: 'ForbiddenError' },
    { code: 404, reason: 'NotFound', name: 'NotFoundError' },
    { code: 405, reason: 'MethodNotAllowed', name: 'RefusedError' },
    { code: 409, reason: 'Conflict', name: 'ConflictError' },
    { code: 409, reason: 'AlreadyExists', name: 'RefusedError' },
    { code: 410, reason: 'Expired', name: 'GoneError' },
    { code: 413, reason: 'RequestEntityTooLarge', name: 'RefusedError' },
    { code: 422, reason: 'Invalid', name: 'InvalidObjectError' },
    { code: 429, reason: 'TooManyRequests', name: 'UnavailableError' },
    { code: 500, reason: 'InternalError', name: 'UnavailableError' },
    { code: 501, reason: '', name: 'RefusedError' },
    { code: 504, reason: 'Timeout', name: 'UnavailableError' },
  ])('with $code $reason is a $name with the words of the server', ({ code, reason, name }) => {
    const error = statusError(code, body(reason, 'the words'), refused);
    expect(error).toMatchObject({ name, status: code, message: 'ConfigMap/web/a: the words' });
    expect(error.data).toEqual({ reason, causes: [], attempts: 1 });
  });

  it('keeps what the server says of each field', () => {
    const causes = [
      { reason: 'FieldValueInvalid', field: 'metadata.name', message: 'Invalid value' },
    ];
    expect(statusError(422, body('Invalid', 'm', causes), refused).data.causes).toEqual(causes);
  });

  it.each([
    { text: '404 page not found\n', message: 'ConfigMap/web/a: 404 page not found' },
    { text: '', message: 'ConfigMap/web/a: HTTP status 404' },
    { text: '{"kind":"Status"}', message: 'ConfigMap/web/a: HTTP status 404' },
  ])('may come without a Status: $text', ({ text, message }) => {
    expect(statusError(404, text, refused).message).toBe(message);
  });
});

describe('a refusal about a Secret', () => {
  const about: SentObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    content: { stringData: { password: 'hunter2' }, data: { token: 'c3dvcmRmaXNo' } },
  };
  const secret = { subject: 'Secret/web/a', attempts: 1, about };
  const withheld = "the server's message is withheld because it can hold the Secret's values";

  it.each([
    { code: 422, reason: 'Invalid', words: 'Invalid value: "something unknown"' },
    { code: 400, reason: 'BadRequest', words: 'cannot unmarshal hunter2' },
    { code: 403, reason: 'Forbidden', words: 'denied by a webhook: swordfish' },
    { code: 500, reason: 'InternalError', words: 'hunter2' },
  ])('with $code withholds the words of the server', ({ code, reason, words }) => {
    const error = statusError(code, body(reason, words), secret);
    expect(error.message).toBe(`Secret/web/a: ${reason}; ${withheld}`);
    expect(JSON.stringify(error.data)).not.toMatch(/hunter2|swordfish|unknown/);
  });

  it('still tells which fields are wrong, and what the server says without a value', () => {
    const causes = [
      { reason: 'FieldValueInvalid', field: 'data[token]', message: 'Invalid value: "x"' },
      { reason: 'FieldValueForbidden', field: 'data', message: 'Forbidden: field is immutable' },
    ];
    expect(statusError(422, body('Invalid', 'm', causes), secret).message).toBe(
      `Secret/web/a: Invalid (data[token]: value withheld; data: Forbidden: field is immutable); ${withheld}`,
    );
  });

  it.each([
    { code: 404, words: 'namespaces "web" not found' },
    { code: 409, words: 'Apply failed with 1 conflict: conflict with "x": .data.token' },
  ])('with $code has the words of the server, which name no values', ({ code, words }) => {
    expect(statusError(code, body('R', words), secret).message).toBe(`Secret/web/a: ${words}`);
  });

  it.each(['hunter2', 'c3dvcmRmaXNo', 'swordfish'])('masks %s even there', (value) => {
    expect(statusError(409, body('Conflict', `x ${value} y`), secret).message).toBe(
      'Secret/web/a: x *** y',
    );
  });
});
