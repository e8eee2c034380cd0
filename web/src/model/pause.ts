/** Waits; ends with an AbortError where it is stopped. */
export async function pause(ms: number, stop?: AbortSignal): Promise<void> {
  await new Promise<void>((done) => {
    const timer = setTimeout(done, ms);
    stop?.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    }, { once: true });
  });
  if (stop?.aborted === true) {
    throw new DOMException('stopped', 'AbortError');
  }
}
