import type { RangeResponse, Source } from 'pmtiles';

/** An archive on a host of files. Where the host sends all of the file for a part of it, that is kept and not asked for again. */
export class FileSource implements Source {
  private whole: ArrayBuffer | null = null;

  constructor(private readonly url: string) {}

  getKey(): string { return this.url; }

  async getBytes(offset: number, length: number, signal?: AbortSignal): Promise<RangeResponse> {
    if (this.whole === null) {
      const response = await fetch(this.url, {
        headers: { Range: `bytes=${offset}-${offset + length - 1}` }, credentials: 'same-origin', ...(signal === undefined ? {} : { signal }),
      });
      if (!response.ok) {
        throw new Error(`HTTP ${response.status}`);
      }
      const data = await response.arrayBuffer();
      if (response.status === 206) {
        return { data };
      }
      this.whole = data;
    }
    return { data: this.whole.slice(offset, offset + length) };
  }
}
