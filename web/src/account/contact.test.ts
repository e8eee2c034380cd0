import { describe, expect, it } from 'vitest';

import type { Duty, Post } from '../model/duty';
import { contactOf } from './contact';

function made(role: string, extra: Partial<Post> = {}): Post {
  return {
    role, name: { zh: role, en: role }, layer: 'grid', area: 'g1', areaName: '', areaNameEn: '', form: '', level: 'first', onDuty: false, vacant: false, standIn: false, fallback: false, phone: '', next: '', hours: null, today: null, tasks: [], duty: '', ...extra,
  };
}

function duty(onDuty: boolean | null, ...posts: Post[]): Duty {
  return { posts, onDuty, next: '', nearest: [], bodies: null };
}

describe('whom to call', () => {
  it('is, of those on duty, the nearest level that has a number', () => {
    const off = made('off', { phone: '1', level: 'direct' });
    const silent = made('silent', { onDuty: true, level: 'direct' });
    const above = made('above', { onDuty: true, level: 'escalation', phone: '0537-1' });
    const service = made('service', { onDuty: true, level: 'service', phone: '0537-2' });
    expect(contactOf(duty(true, off, service, above, silent))).toMatchObject({ post: above, phone: '0537-1', href: 'tel:0537-1' });
    expect(contactOf(duty(true, off, silent))).toMatchObject({ post: silent, phone: '' });
  });

  it('is whoever is next while nobody is on duty, and no vacant post', () => {
    const later = made('later', { phone: '2', next: '2026-11-30T09:00:00+08:00', level: 'direct' });
    const sooner = made('sooner', { phone: '1', next: '2026-11-30T08:30:00+08:00', level: 'service' });
    const empty = made('empty', { phone: '3', vacant: true, next: '2026-11-30T08:00:00+08:00' });
    expect(contactOf(duty(false, empty, later, sooner))?.post).toBe(sooner);
    const serves = made('serves', { phone: '4', onDuty: true, level: 'service' }); // not one of those who answer
    expect(contactOf(duty(false, sooner, serves))?.post).toBe(serves);
    expect(contactOf(duty(null, empty))).toBeNull();
    expect(contactOf(duty(null))).toBeNull();
  });

  it('has the name and a whole number of who holds it, as far as the reader sees them', () => {
    const phones = [{ use: 'duty', number: '138****8888' }, { use: 'office', number: '053-1234567' }];
    const whole = made('whole', { onDuty: true, person: { code: 'P1', name: '王五', phones } });
    expect(contactOf(duty(true, whole))).toMatchObject({ name: '王五', phone: '053-1234567' });
    const masked = made('masked', { onDuty: true, person: { code: 'P1', name: '王*', masked: true, phones } });
    expect(contactOf(duty(true, masked))).toMatchObject({ name: '王*', phone: '', href: '' });
  });
});
