import { createHmac } from 'node:crypto';

import { expect } from 'vitest';

import type { Redsail } from './redsail';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The six digits of a second factor: RFC 6238, of 30 seconds, SHA-1. */
export function digits(secret: string, at: number): string {
  const bits = Array.from(secret.replace(/=+$/, '')).map((it) => alphabet.indexOf(it).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((it) => parseInt(it, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const from = (mac[19] ?? 0) & 15;
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The password that the server said once at its first start. */
export function firstPassword(server: Redsail, name: string): string {
  const found = server.said().map((line) => new RegExp(`^redsail:\\s+${name}\\s+(\\S+)$`).exec(line)?.[1]).find((it) => it !== undefined);
  if (found === undefined) {
    throw new Error(`the server said no first password of ${name}:\n${server.said().join('\n')}`);
  }
  return found;
}

/** Signs an officer in for the first time, with a password of their own and a second factor; gives the cookie. */
export async function officer(server: Redsail, name: string): Promise<string> {
  let cookie = '';
  const post = async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${server.url}/api/v1/session${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', Cookie: cookie }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const told: unknown = await answer.json();
    expect(answer.status, JSON.stringify(told)).toBe(200);
    cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return told;
  };
  const first = firstPassword(server, name);
  await post('', { name, password: first });
  await post('/password', { old: first, new: 'a pass phrase of my own' });
  const { secret } = await post('/factor') as { readonly secret: string };
  await post('/factor/confirm', { code: digits(secret, Date.now()) });
  return cookie;
}
