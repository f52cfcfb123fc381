import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { JsonValue } from '../../../src/model/json.ts';
import type { Answer, ContractCase, Step } from './contract-case.ts';

/** A server to run cases against. */
export interface Server {
  readonly url: string;
  readonly token?: string;
  /** PEM. */
  readonly certificateAuthority?: string;
}

const WATCH_LIMIT = 10_000;

/** Runs a case in a namespace of its own; gives every answer. */
export async function runCase(
  server: Server,
  { steps }: ContractCase,
  namespace: string,
): Promise<readonly Answer[]> {
  await send(server, {
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  });
  const answers: Answer[] = [];
  for (const step of steps) {
    const made = typeof step === 'function' ? step(answers) : step;
    const ready = inNamespace(made, namespace);
    answers.push(
      made.untilEstablished === true ? await untilServed(server, ready) : await send(server, ready),
    );
  }
  return answers;
}

const ESTABLISHING_TRIES = 200;

/** Asks for a definition until it and its first list are served. */
async function untilServed(server: Server, step: Step): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await send(server, step);
    const isEstablished =
      /"type":"Established","status":"True"|"status":"True"[^}]*"type":"Established"/.test(
        JSON.stringify(answer.body),
      );
    if (isEstablished && (await isListed(server, answer))) return answer;
    if (tries === ESTABLISHING_TRIES) throw new Error(`${step.path} was not established`);
    await delay(25);
  }
}

async function isListed(server: Server, { body }: Answer): Promise<boolean> {
  const spec = (
    body as { spec: { group: string; names: { plural: string }; versions: { name: string }[] } }
  ).spec;
  const path = `/apis/${spec.group}/${spec.versions[0]?.name}/${spec.names.plural}`;
  const found = await send(server, { method: 'GET', path });
  const group = await send(server, { method: 'GET', path: `/apis/${spec.group}` });
  return found.status === 200 && group.status === 200;
}

function inNamespace(step: Step, namespace: string): Step {
  const text = JSON.stringify(step).replaceAll('$NS', namespace).replaceAll('%24NS', namespace);
  return JSON.parse(text) as Step;
}

/** Sends one request. */
export function send(server: Server, step: Step): Promise<Answer> {
  const body = step.text ?? (step.body === undefined ? undefined : JSON.stringify(step.body));
  const url = new URL(step.path, server.url);
  const options = {
    method: step.method,
    headers: {
      accept: step.accept ?? 'application/json',
      'user-agent': 'contract/1.0',
      ...(server.token === undefined ? {} : { authorization: `Bearer ${server.token}` }),
      ...(body === undefined
        ? {}
        : {
            'content-type': step.contentType ?? 'application/json',
            'content-length': Buffer.byteLength(body),
          }),
    },
    ...(server.certificateAuthority === undefined ? {} : { ca: server.certificateAuthority }),
  };
  return new Promise((resolve, reject) => {
    const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = start(url, options, (response) => {
      const answer = (json: JsonValue): Answer => ({
        status: response.statusCode ?? 0,
        body: json,
        warnings: warningsIn(response.headersDistinct.warning),
      });
      let text = '';
      const limit = setTimeout(() => {
        if (step.events === undefined) return;
        resolve(answer(eventsIn(text)));
        response.destroy();
      }, WATCH_LIMIT);
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (step.events === undefined || response.statusCode !== 200) return;
        const events = eventsIn(text);
        if (events.length < step.events) return;
        clearTimeout(limit);
        resolve(answer(events.slice(0, step.events)));
        response.destroy();
      });
      response.on('end', () => {
        clearTimeout(limit);
        resolve(answer(step.events === undefined ? parsed(text) : watched(text)));
      });
      response.on('error', () => clearTimeout(limit));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

function watched(text: string): JsonValue {
  const events = eventsIn(text);
  return events.length === 0 ? parsed(text) : events;
}

function eventsIn(text: string): JsonValue[] {
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => (line === '' ? [] : [parsed(line)]));
}

/** `299 - "text"` without what is around the text. */
function warningsIn(headers: readonly string[] | undefined): readonly string[] {
  return (headers ?? []).flatMap((header) =>
    [...header.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
      JSON.parse(`"${text}"`),
    ),
  );
}
