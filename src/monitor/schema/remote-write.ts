import { array, boolean, described, int64, object, string, texts } from './builders.ts';
import { keySelector } from './kubernetes/references.ts';

/** Schemas of remote endpoints: where samples go, and how to prove who sends them. */

const secretOrConfigMap = object({
  secret: described(keySelector, 'A key of a Secret.'),
  configMap: described(keySelector, 'A key of a ConfigMap.'),
});

export const tlsConfig = object({
  ca: described(secretOrConfigMap, 'The authority that signed the other side’s certificate.'),
  cert: described(secretOrConfigMap, 'The certificate to show.'),
  keySecret: described(keySelector, 'The private key of the certificate.'),
  caFile: string('The path of the authority’s certificate in the container.'),
  certFile: string('The path of the certificate in the container.'),
  keyFile: string('The path of the private key in the container.'),
  serverName: string('The name the other side’s certificate must have.'),
  insecureSkipVerify: boolean('Accepts any certificate of the other side.', {
    fallback: '`false`',
  }),
});

const relabelConfig = object({
  sourceLabels: array(string(), 'The labels whose values are joined.'),
  separator: string('What joins them.', { fallback: '`;`' }),
  regex: string('What the joined value must match.', { fallback: '`(.*)`' }),
  modulus: int64('The modulus for the action `hashmod`.', { minimum: 0 }),
  targetLabel: string('The label that is set.'),
  replacement: string('The value that is set; `$1` is the first group.', { fallback: '`$1`' }),
  action: string('What to do with what matches.', { fallback: '`replace`' }),
});

const queueConfig = object({
  capacity: int64('Samples kept in memory for each shard.'),
  minShards: int64('The least number of parallel senders.'),
  maxShards: int64('The greatest number of parallel senders.'),
  maxSamplesPerSend: int64('Samples in one request.'),
  batchSendDeadline: int64('How long a sample waits for others, in nanoseconds.'),
  maxRetries: int64('Has no effect: Prometheus 2.x retries for as long as it takes.'),
  minBackoff: int64('The first pause after a failure, in nanoseconds.'),
  maxBackoff: int64('The longest pause after failures, in nanoseconds.'),
});

export const remoteWrite = object(
  {
    url: string('The address to send samples to.'),
    name: string('The name of the queue in metrics and logs. Needs Prometheus 2.25.'),
    remoteTimeout: string('How long one request may take.', {
      pattern: /^\d+[smhd]$/,
      shape: 'a number with one of the units s, m, h and d, such as 30s',
      fallback: '`30s`',
    }),
    writeRelabelConfigs: array(relabelConfig, 'Changes to samples before they are sent.'),
    basicAuth: object(
      {
        username: described(keySelector, 'The user’s name, in a Secret.'),
        password: described(keySelector, 'The password, in a Secret.'),
      },
      { description: 'HTTP basic authentication. Only files in a Secret hold the password.' },
    ),
    bearerToken: string('A bearer token. Prefer `bearerTokenFile`: this one can be read in Git.', {
      secret: true,
    }),
    bearerTokenFile: string('The path of a file with a bearer token in the container.'),
    tlsConfig: described(tlsConfig, 'How to talk TLS with the endpoint.'),
    proxyUrl: string('The HTTP proxy to go through.'),
    queueConfig: described(queueConfig, 'How samples are buffered and sent.'),
    metadataConfig: object(
      {
        send: boolean('Whether the metrics’ metadata is sent.', { fallback: '`true`' }),
        sendInterval: string('How often it is sent.', { fallback: '`1m`' }),
      },
      { description: 'Sending the metrics’ metadata. Needs Prometheus 2.23.' },
    ),
    headers: texts('More HTTP headers of each request. Needs Prometheus 2.25.'),
  },
  { required: ['url'] },
);
