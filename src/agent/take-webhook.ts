import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebhookCheck } from '../model/ports/forge.ts';

/** Something that a forge may hurry. */
export interface Webhook {
  /** Begins to check one call; `undefined` where none can be checked now. Never throws. */
  check(): Promise<WebhookCheck | undefined>;
  /** Somebody who knows the secret says that something happened. */
  hurry(): void;
}

/** Bytes of one body; forges send 25 MiB at most. */
const largestBody = 26 * 1024 * 1024;

/** Takes one call: its signature is checked, and its body is otherwise ignored. */
export async function takeWebhook(
  { check, hurry }: Webhook,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = (status: number, text: string) => {
    response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' });
    response.end(`${text}\n`);
  };
  if (request.method !== 'POST') return answer(405, 'webhooks are posted');
  const signature = await check();
  if (signature === undefined) return answer(503, 'try again');
  try {
    let length = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.byteLength;
      if (length > largestBody) return answer(413, 'too long');
      signature.update(chunk);
    }
    if (!signature.isGenuine(request.headers)) return answer(401, 'the signature is not right');
    hurry();
    return answer(202, 'ok');
  } catch {
    // The body broke off.
    return answer(503, 'try again');
  }
}
