import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkWebhooks } from '../../src/agent/check-webhooks.ts';
import { type HealthServer, startHealthServer } from '../../src/agent/health-server.ts';
import type { ForgeSettings } from '../../src/forge/open-forge.ts';
import { webhookCheck } from '../../src/forge/webhook-signature.ts';
import { type RecordingLog, recordingLog } from '../support/recording-log.ts';

const secret = 'It is a secret';
const body = '{"anything": "at all, and never read"}';
const signature = createHmac('sha256', secret).update(body).digest('hex');

const genuine: Readonly<Record<ForgeSettings['provider'], Readonly<Record<string, string>>>> = {
  github: { 'X-Hub-Signature-256': `sha256=${signature}` },
  gitlab: { 'X-Gitlab-Token': secret },
  gitea: { 'X-Gitea-Signature': signature },
};

describe.each(Object.entries(genuine))('a webhook of %s', (provider, headers) => {
  let server: HealthServer;
  let hurried: number;
  let readable: boolean;
  let log: RecordingLog;
  beforeEach(async () => {
    hurried = 0;
    readable = true;
    log = recordingLog();
    const begin = async () => {
      if (!readable) throw new Error('there is no such file');
      return webhookCheck(provider as ForgeSettings['provider'], secret);
    };
    server = await startHealthServer(
      { host: '127.0.0.1', port: 0 },
      {
        live: () => true,
        ready: () => Promise.resolve(true),
        metrics: () => '',
        onError: () => undefined,
        webhooks: new Map([
          ['monitoring', { check: checkWebhooks(begin, log), hurry: () => hurried++ }],
        ]),
      },
    );
  });
  afterEach(() => server.close());

  const post = async (path: string, given: Readonly<Record<string, string>>, text = body) => {
    const url = `http://127.0.0.1:${server.address.port}${path}`;
    return (await fetch(url, { method: 'POST', headers: given, body: text })).status;
  };

  it('hurries the next question', async () => {
    expect(await post('/webhooks/monitoring', headers)).toBe(202);
    expect(hurried).toBe(1);
  });

  it('does nothing with a wrong signature, or without any', async () => {
    const wrong = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, `${value.slice(0, -1)}-`]),
    );
    const short = Object.fromEntries(Object.keys(headers).map((name) => [name, 'x']));
    for (const given of [wrong, short, {}]) {
      expect(await post('/webhooks/monitoring', given)).toBe(401);
    }
    expect(hurried).toBe(0);
  });

  it('is posted, to a repository that takes them, and not without end', async () => {
    expect(await post('/webhooks/other', headers)).toBe(404);
    const url = `http://127.0.0.1:${server.address.port}/webhooks/monitoring`;
    expect((await fetch(url)).status).toBe(405);
    const long = 'x'.repeat(27 * 1024 * 1024);
    expect(await post('/webhooks/monitoring', headers, long).catch(() => 413)).toBe(413);
    expect({ hurried, lines: log.lines }).toEqual({ hurried: 0, lines: [] });
  });

  it('is told to come again while the secret cannot be read; the log has when that begins and ends', async () => {
    const [begun, over] = [
      {
        level: 'error',
        message: 'cannot check webhooks until their secret can be read',
        fields: { error: 'there is no such file' },
      },
      { level: 'info', message: 'webhooks can be checked again', fields: {} },
    ];
    readable = false;
    const calls = Array.from({ length: 5 }, () => post('/webhooks/monitoring', headers));
    expect(await Promise.all(calls)).toEqual([503, 503, 503, 503, 503]);
    expect(hurried).toBe(0);
    expect(log.lines).toEqual([begun]);
    readable = true;
    for (const wanted of [1, 2]) {
      expect(await post('/webhooks/monitoring', headers)).toBe(202);
      expect(hurried).toBe(wanted);
    }
    expect(log.lines).toEqual([begun, over]);
    readable = false;
    expect(await post('/webhooks/monitoring', headers)).toBe(503);
    expect(log.lines).toEqual([begun, over, begun]);
  });

  it('is worth as much as its body where that is signed', async () => {
    const status = await post('/webhooks/monitoring', headers, `${body} `);
    expect(status).toBe(provider === 'gitlab' ? 202 : 401);
  });
});
