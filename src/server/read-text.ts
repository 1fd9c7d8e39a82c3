/** What {@link readText} throws where there is more than may be read. */
export class TooLong extends Error {}

/** Reads a body, but no more than is allowed, whatever Content-Length says. */
export const readText = async (
  { headers, body }: Pick<Response, 'headers' | 'body'>,
  maxBytes: number,
): Promise<string> => {
  if (Number(headers.get('content-length')) > maxBytes) throw new TooLong();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  const reader = body?.getReader();
  for (;;) {
    const chunk = await reader?.read();
    if (!chunk || chunk.done) return text + decoder.decode();
    size += chunk.value.byteLength;
    if (size > maxBytes) {
      await reader?.cancel();
      throw new TooLong();
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
};
