import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/model/json.ts';
import type { FieldPath, Manifest } from '../../src/model/manifest.ts';
import { maskFieldChange, maskManifest } from '../../src/model/mask.ts';

const secret: Manifest = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: 'password',
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":"aHVudGVyMg=="}' },
  },
  type: 'Opaque',
  immutable: true,
  data: { password: 'aHVudGVyMg==' },
  stringData: { other: 'hunter2' },
};

function manifest(spec: JsonValue): Manifest {
  return { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'thing' }, spec };
}

describe('an object without its secrets', () => {
  it('has every value of a Secret masked, and shows its keys', () => {
    expect(maskManifest(secret)).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'password',
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '***' },
      },
      type: 'Opaque',
      immutable: true,
      data: { password: '***' },
      stringData: { other: '***' },
    });
  });

  it('has fields masked that Kubernetes may add to Secrets one day', () => {
    expect(maskManifest({ ...secret, novelty: ['x', { y: 1 }] })).toMatchObject({
      novelty: ['***', { y: '***' }],
    });
  });

  it.each([
    ['a field named like a credential', { grafana: { password: 'hunter2' } }],
    ['a token', { bearerToken: 'hunter2' }],
    ['a key', { s3: { secretKey: 'hunter2', 'access-key': 'hunter2' } }],
    [
      'an environment variable',
      { env: [{ name: 'GF_SECURITY_ADMIN_PASSWORD', value: 'hunter2' }] },
    ],
    ['a URL', { url: 'https://admin:hunter2@example.com/write' }],
    [
      'a private key',
      { pem: '-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----\n' },
    ],
    ['a private key that is cut off', { pem: '-----BEGIN PRIVATE KEY-----\nhunter2' }],
    [
      'a line of a file',
      { 'prometheus.yml': 'basic_auth:\n  username: a\n  password: hunter2\nremote: b\n' },
    ],
    [
      'a block of a file',
      {
        'prometheus.yml': 'a:\n  password: |-\n    hunter2\n\n    hunter2\n  user: b\nremote: c\n',
      },
    ],
    ['a line of JSON', { file: '{"user":"a","api_key": "hunter2"}' }],
    ['a flag', { args: ['--token=hunter2'] }],
    ['a header', { headers: { Authorization: 'Basic hunter2' } }],
    ['a header beside its name', { httpHeaders: [{ name: 'Authorization', value: 'hunter2' }] }],
    ['a header in a text', { script: 'curl -H "Authorization: Basic hunter2" https://a' }],
    ['a value under a name', { password: { value: 'hunter2' } }],
    ['a value deep under a name', { credentials: { of: [{ admin: ['hunter2'] }] } }],
    ['a number under a name', { apiKey: { value: 2n ** 70n, note: 'hunter2' } }],
    ['a value beside a reference', { password: { name: 'a', key: 'hunter2', value: 'x' } }],
    ['a key without the name of what it is in', { apiKey: { key: 'hunter2' } }],
    ['a value on the next line', { file: 'a:\n  password:\n    hunter2\n' }],
    ['a value after a blank line', { file: 'password:\n\n  hunter2\n' }],
    ['a value after a comment', { file: 'password: # of the admin\n  hunter2\n' }],
    ['a credential in a comment', { file: 'password: # token: hunter2\n' }],
    ['a text over two lines', { file: 'password: "abc\n  hunter2"\n' }],
    ['a list under a name', { file: 'credentials:\n- hunter2\n- hunter2\n' }],
    ['an object in a text', { file: 'password:\n  name: a\n  value: hunter2\n' }],
    ['an object in JSON', { file: '{\n  "password": {\n    "value": "hunter2"\n  }\n}' }],
    ['a value on the next line of JSON', { file: '{\n"password":\n"hunter2"\n}' }],
    ['lines that end as on Windows', { file: 'password:\r\n  hunter2\r\n' }],
    ['a line with another separator in it', { file: 'password: a\u2028hunter2' }],
  ])('has %s masked', (_what, spec) => {
    expect(JSON.stringify(maskManifest(manifest(spec)))).not.toContain('hunter2');
  });

  it.each([
    ['the name of a Secret', { secretName: 'grafana', passwordSecret: 'x' }],
    ['a reference to a key', { secretKeyRef: { name: 'grafana', key: 'password' } }],
    ['a switch', { automountServiceAccountToken: true }],
    ['a number', { tokenExpirationSeconds: 3600 }],
    ['a path', { config: 'bearer_token_file: /var/run/token\n' }],
    ['a reference under a name', { password: { name: 'grafana', key: 'password' } }],
    [
      'a wrapped reference under a name',
      { token: { valueFrom: { secretKeyRef: { name: 'a', key: 'b', optional: false } } } },
    ],
    [
      'a reference under two names',
      { authorization: { type: 'Bearer', credentials: { name: 'a', key: 'b' } } },
    ],
    ['where a token is to be put', { serviceAccountToken: { path: 'token', audience: 'a' } }],
    ['what a private key is to be like', { privateKey: { algorithm: 'RSA', size: 2048 } }],
    [
      'a reference in a text',
      { file: 'password:\n  secretKeyRef:\n    name: a\n    key: password\nb: 1\n' },
    ],
    ['a file that is referred to', { file: 'authorization:\n  credentials_file: /run/a\nb: 1\n' }],
    ['nothing under a name', { file: 'password:\nuser: a\n' }],
    ['an address', { url: 'https://example.com:9090/write' }],
  ])('shows %s', (_what, spec) => {
    expect(maskManifest(manifest(spec))).toEqual(manifest(spec));
  });

  it('has a credential masked that is all digits', () => {
    expect(maskManifest(manifest({ password: 12345, apiKey: 2n ** 70n }))).toMatchObject({
      spec: { password: '***', apiKey: '***' },
    });
  });

  it('keeps the lines around a masked block', () => {
    const config = 'a:\n  token: >\n    hunter2\n  b: 1\nc: 2\n';
    expect(maskManifest(manifest({ config }))).toMatchObject({
      spec: { config: 'a:\n  token: ***\n  b: 1\nc: 2\n' },
    });
  });

  it('shows the schema of a credential', () => {
    const definition = (properties: JsonObject): Manifest => ({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'things.example.com' },
      spec: { properties },
    });
    const schema = definition({ password: { type: 'string', description: 'of the admin' } });
    expect(maskManifest(schema)).toEqual(schema);
  });

  it('keeps what stands beside a credential in a list', () => {
    const config = 'users:\n  - password:\n      hunter2\n    user: a\n  - user: b\n';
    expect(maskManifest(manifest({ config }))).toMatchObject({
      spec: { config: 'users:\n  - password: ***\n    user: a\n  - user: b\n' },
    });
  });

  it.each([
    ['names', 'password:\n'.repeat(50_000)],
    ['names and blank lines', 'password:\n\n\n'.repeat(20_000)],
    ['names in one line', 'password:'.repeat(50_000)],
    ['brackets', `password: ${'{ '.repeat(100_000)}x`],
    ['dashes', `password:\n${'- '.repeat(100_000)}`],
    ['references', `password:\n${'  name: a\n'.repeat(50_000)}`],
    [
      'names further and further to the right',
      Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}token:\n`).join(''),
    ],
  ])('does not take for ever over %s', (_what, config) => {
    expect(maskManifest(manifest({ config }))).toBeDefined();
  });

  it('does not take for ever over a text that is mostly space', () => {
    const config = `${' '.repeat(200_000)}\n${'password '.repeat(20_000)}`;
    expect(maskManifest(manifest({ config }))).toEqual(manifest({ config }));
  });

  it('keeps the lines around a masked one', () => {
    const config = 'a: 1\npassword: hunter2\nb: 2\n';
    expect(maskManifest(manifest({ config }))).toMatchObject({
      spec: { config: 'a: 1\npassword: ***\nb: 2\n' },
    });
  });
});

describe('a field that differs', () => {
  it.each<[string, Manifest, FieldPath, JsonValue | undefined, JsonValue | undefined, unknown]>([
    [
      'still differs when both values are secret',
      secret,
      ['data', 'password'],
      'b2xk',
      'bmV3',
      { before: '*** (before)', after: '*** (after)' },
    ],
    [
      'shows that a secret came',
      secret,
      ['data', 'password'],
      undefined,
      'bmV3',
      { before: undefined, after: '***' },
    ],
    [
      'shows the keys of a whole map of secrets',
      secret,
      ['data'],
      undefined,
      { a: 'eA==', b: 'eQ==' },
      { before: undefined, after: { a: '***', b: '***' } },
    ],
    [
      'hides a value under a name',
      manifest({ password: { value: 'old' } }),
      ['spec', 'password', 'value'],
      'old',
      'new',
      { before: '*** (before)', after: '*** (after)' },
    ],
    [
      'shows a reference under a name',
      manifest({ password: { name: 'old', key: 'a' } }),
      ['spec', 'password', 'name'],
      'old',
      'new',
      { before: 'old', after: 'new' },
    ],
    ['shows what is no secret', manifest({}), ['spec', 'replicas'], 1, 2, { before: 1, after: 2 }],
    [
      'hides the value of an environment variable by its name',
      manifest({ env: [{ name: 'ADMIN_PASSWORD', value: 'new' }] }),
      ['spec', 'env', 0, 'value'],
      'old',
      'new',
      { before: '*** (before)', after: '*** (after)' },
    ],
  ])('%s', (_what, object, path, before, after, expected) => {
    expect(maskFieldChange(object, { path, before, after })).toEqual({
      path,
      ...(expected as object),
    });
  });
});
