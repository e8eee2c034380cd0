import { afterEach, describe, expect, it, vi } from 'vitest';

import { decodeAreaDuty, decodeDuty, fetchAreaDuty, fetchDuty } from './decode_duty';

const post = {
  role: 'grid_head', role_name: { zh: '网格长', en: 'Grid head' }, layer: 'grid', area: 'g1', area_name: '一格', area_name_en: 'Grid 1', level: 'first', on_duty: false, phone: '0537-5550100',
  next: '2026-11-23T09:00:00+08:00',
};

describe('the posts of a spot', () => {
  it('are read with what is left out', () => {
    expect(decodeDuty({ posts: [post], duty: { on_duty: false, next: '2026-11-23T09:00:00+08:00' } })).toEqual({
      posts: [{
        role: 'grid_head', name: { zh: '网格长', en: 'Grid head' }, layer: 'grid', area: 'g1', areaName: '一格', areaNameEn: 'Grid 1', form: '', level: 'first', onDuty: false, vacant: false,
        standIn: false, fallback: false, phone: '0537-5550100', next: '2026-11-23T09:00:00+08:00', hours: null, today: null, tasks: [], duty: '',
      }],
      onDuty: false, next: '2026-11-23T09:00:00+08:00', nearest: [], bodies: null,
    });
  });

  it('say when they are on duty and what they do, where that is told', () => {
    const hours = { week: [{ days: ['mon'], open: [['09:00', '17:00']] }], dates: null, calendar: 'cn', turn: { from: '2026-11-16', days: 7, of: 3, nth: 1 } };
    expect(decodeDuty({ posts: [{ ...post, hours, today: [], tasks: ['emergency'], duty: '巡查' }] })?.posts[0]).toMatchObject({
      hours: { ...hours, dates: [], month: [] }, today: [], tasks: ['emergency'], duty: '巡查',
    });
  });

  it('say how the branch was set up', () => {
    const forms = decodeDuty({ posts: [{ ...post, form: 'joint' }, { ...post, form: '挂靠' }, post] })?.posts.map((it) => it.form) ?? [];
    expect(forms).toEqual(['joint', '挂靠', '']);
  });

  it('may be none, with grids near', () => {
    expect(decodeDuty({ posts: [], nearest_grids: [{ layer: 'grid', code: 'g2', name: '', distance_m: 12.5 }] }))
      .toEqual({ posts: [], onDuty: null, next: '', nearest: [{ code: 'g2', name: '', distanceMetres: 12.5 }], bodies: null });
  });

  it('carry who holds them as it is said, and nobody where nobody is said', () => {
    const person = { code: 'P1', name: '张*', masked: true };
    expect(decodeDuty({ posts: [{ ...post, person }, post] })?.posts.map((it) => it.person)).toEqual([person, undefined]);
  });

  it.each([null, {}, { posts: [{ ...post, role_name: '' }] }, { posts: [{ ...post, on_duty: 'yes' }] }])('are not read out of %j', (body) => {
    expect(decodeDuty(body)).toBeNull();
  });
});

describe('asking', () => {
  afterEach(() => { vi.unstubAllGlobals(); });

  it('sends the spot in the body, not in the address', async () => {
    const fetched = vi.fn((_: URL, init: RequestInit) => Promise.resolve(new Response(init.method === 'POST' ? JSON.stringify({ posts: [post] }) : '')));
    vi.stubGlobal('fetch', fetched);
    const duty = await fetchDuty('https://city.example/red/', { lon: 116.5, lat: 35.4 }, '', new AbortController().signal);
    expect(duty?.posts).toHaveLength(1);
    const [url, init] = fetched.mock.calls[0] ?? [];
    expect(String(url)).toBe('https://city.example/red/api/v1/locate');
    expect(init?.body).toBe('{"lon":116.5,"lat":35.4,"fields":"posts,work"}');
  });

  it('has no answer from a server that is away or refuses', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new Error('away')));
    expect(await fetchDuty('https://city.example/', { lon: 0, lat: 0 }, '', new AbortController().signal)).toBeNull();
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('{}', { status: 503 })));
    expect(await fetchDuty('https://city.example/', { lon: 0, lat: 0 }, '', new AbortController().signal)).toBeNull();
  });
});

describe('the posts of an area', () => {
  const branch = { code: 'D2', name: '第一支部', kind: 'party_branch', kind_name: { zh: '党支部', en: 'Party branch' }, form: 'joint', layer: 'grid', area: 'g1', area_name: '一格', parent: 'D1', phone: '0537-5550101' };

  it('come with the organisations, those left out being none', () => {
    const read = { code: 'D2', name: '第一支部', kind: { zh: '党支部', en: 'Party branch' }, form: 'joint', layer: 'grid', area: 'g1', areaName: '一格', phone: '0537-5550101' };
    expect(decodeAreaDuty({ posts: [], organisations: [branch], chain: [branch], below: [] })).toEqual({ posts: [], onDuty: null, next: '', nearest: [], bodies: { own: [read], chain: [read], below: [] } });
    expect(decodeAreaDuty({ posts: [post], duty: { on_duty: true } })).toMatchObject({ onDuty: true, bodies: { own: [], chain: [], below: [] } });
  });

  it('are asked for by layer, code and date; null where the server does not know the area', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', (url: URL) => {
      asked.push(url.href);
      return Promise.resolve(new Response(JSON.stringify({ posts: [] }), { status: asked.length === 1 ? 200 : 404 }));
    });
    const { signal } = new AbortController();
    expect(await fetchAreaDuty('http://h/', { layer: 'grid', code: 'a/b' }, '2026-11-29T20:00:00+08:00', signal)).not.toBeNull();
    expect(await fetchAreaDuty('http://h/', { layer: 'grid', code: 'g' }, '', signal)).toBeNull();
    expect(asked).toEqual(['http://h/api/v1/areas/grid/a%2Fb/posts?at=2026-11-29T20%3A00%3A00%2B08%3A00', 'http://h/api/v1/areas/grid/g/posts']);
  });
});
