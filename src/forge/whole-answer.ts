/**
 * The same answer, with its body read to the end. Clients take a body that breaks off for an
 * empty one; this throws, and also where the body is longer than so many bytes.
 */
export async function wholeAnswer(response: Response, most: number): Promise<Response> {
  const { body, status, statusText, headers } = response;
  if (body === null) return response;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (length > most) throw new Error(`its answer is longer than ${most} bytes`);
    chunks.push(chunk);
  }
  return new Response(Buffer.concat(chunks), { status, statusText, headers });
}
