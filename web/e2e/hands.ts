import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** One way to use the page: every task of tasks.test.ts is done with each. */
export interface Hand {
  readonly name: 'mouse' | 'keyboard';
  /** Asks about the middle of the map. */
  ask(page: Page): Promise<void>;
  /** Presses a button, or turns a switch. */
  press(page: Page, selector: string): Promise<void>;
  /** Puts words into the search box and takes a result; the words are pasted, as a reader does who has them from elsewhere. */
  find(page: Page, words: string, result: string): Promise<void>;
  /** Opens the nth line, from 1, of the list of what is in view; gives its name. */
  line(page: Page, n: number): Promise<string>;
  /** Asks on the other side of the border. */
  across(page: Page): Promise<void>;
}

/** Clicks only; nothing but the words of a search comes from the keyboard. */
export const mouse: Hand = {
  name: 'mouse',
  ask: async (page) => {
    const map = await page.locator(stage).boundingBox();
    if (map === null) {
      throw new Error('the map is not shown');
    }
    await page.mouse.click(map.x + map.width / 2, map.y + map.height / 2);
  },
  press: async (page, selector) => { await page.locator(selector).first().click(); },
  find: async (page, words, result) => {
    await page.locator('#search').click();
    await paste(page, words);
    await page.locator(result).first().click();
  },
  line: async (page, n) => {
    await page.locator('[data-action="panel-list"]').click();
    const line = page.locator(`[data-line][aria-posinset="${n}"]`);
    const name = await line.locator('.line-name').textContent();
    await line.click();
    return name ?? '';
  },
  across: async (page) => { await page.locator('[data-action="across"]').click(); },
};

/** Keys only: every control is reached by Tab, and at each stop the focus must be seen. */
export const keyboard: Hand = {
  name: 'keyboard',
  ask: async (page) => {
    await tabTo(page, stage);
    await page.keyboard.press('Enter');
    await kept(page);
  },
  press: async (page, selector) => {
    await tabTo(page, selector);
    await page.keyboard.press(await page.locator(selector).first().evaluate((it) => (it.matches('input') ? 'Space' : 'Enter')));
    await kept(page);
  },
  find: async (page, words, result) => {
    await page.keyboard.press('Control+k');
    await seen(page);
    await paste(page, words);
    const option = page.locator(result).first();
    await option.waitFor();
    const id = await option.getAttribute('id');
    for (let i = 0; i < 20 && await page.locator('#search').getAttribute('aria-activedescendant') !== id; i++) {
      await page.keyboard.press('ArrowDown');
    }
    expect(await option.getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Enter');
    await kept(page);
  },
  line: async (page, n) => {
    await page.keyboard.press('l');
    await page.waitForSelector('#list:focus [data-line]');
    for (let i = 1; i < n; i++) {
      await page.keyboard.press('j');
    }
    await seen(page);
    const line = page.locator('.line-active');
    expect(await line.getAttribute('aria-posinset')).toBe(String(n));
    const name = await line.locator('.line-name').textContent();
    await page.keyboard.press('Enter');
    await kept(page);
    return name ?? '';
  },
  across: async (page) => {
    await page.keyboard.press('x');
    await kept(page);
  },
};

/** The map, drawn by the page or by the server. */
const stage = '.maplibregl-canvas, .map [role="application"]';

async function paste(page: Page, words: string): Promise<void> {
  await page.evaluate((text) => navigator.clipboard.writeText(text), words);
  await page.keyboard.press('Control+v');
}

/** Goes on by Tab until the focus is where it should be. */
async function tabTo(page: Page, selector: string): Promise<void> {
  await page.waitForSelector(selector);
  const stops: string[] = [];
  for (let i = 0; i < 200; i++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) {
      await seen(page);
      return;
    }
    await page.keyboard.press('Tab');
    const stop = await focus(page);
    // After the last stop the focus leaves the page once, for the browser's own bar.
    if (stop.where !== 'nowhere' && stop.trouble !== '') {
      throw new Error(`on the way to ${selector}: ${stop.trouble}: ${stop.where}`);
    }
    stops.push(stop.where);
  }
  throw new Error(`Tab does not come to ${selector}, but to ${stops.join(' → ')}`);
}

/** The focus stands on something that the reader sees, with a ring. */
async function seen(page: Page): Promise<void> {
  await expect.poll(async () => await focus(page)).toMatchObject({ trouble: '' });
}

/** After a press the focus must not fall out of the page, where the next Tab would begin from the top. */
async function kept(page: Page): Promise<void> {
  await expect.poll(async () => (await focus(page)).where).not.toBe('nowhere');
}

/** Where the focus stands, and what is wrong with that; nothing in most cases. */
async function focus(page: Page): Promise<{ where: string; trouble: string }> {
  return await page.evaluate(() => {
    const ringed = (it: Element | null, colour: string): boolean => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(it ?? document.body);
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || boxShadow.includes(colour);
    };
    const shown = (it: Element): boolean => {
      const probe = document.createElement('i');
      probe.style.color = 'var(--focus)';
      document.body.append(probe);
      const { color } = getComputedStyle(probe);
      probe.remove();
      // A list shows where it stands by its active line, a box for words by its caret.
      return ringed(it, color) || ringed(it.parentElement, color) || it.matches('input[type="text"]') || (it.id === 'list' && ringed(document.querySelector('.line-active'), color));
    };
    const hidden = (it: Element): string => {
      const box = it.getBoundingClientRect();
      const [left, top] = [Math.max(box.left, 0), Math.max(box.top, 0)];
      const [right, bottom] = [Math.min(box.right, innerWidth), Math.min(box.bottom, innerHeight)];
      if (right <= left || bottom <= top) {
        return 'the focus is outside of the window';
      }
      // Browsers leave alone what is in sight in part.
      const parts = [0.5, 0.1, 0.9].map((part) => document.elementFromPoint(left + (right - left) * part, top + (bottom - top) * part));
      const own = parts.some((part) => part !== null && (it.contains(part) || part.contains(it) || it.closest('label')?.contains(part) === true));
      return own ? '' : `the focus is covered by ${parts[0]?.outerHTML.slice(0, 80) ?? 'nothing'}`;
    };
    const element = document.activeElement;
    if (element === null || element === document.body) {
      return { where: 'nowhere', trouble: 'the focus is lost' };
    }
    return { where: element.outerHTML.slice(0, 160), trouble: shown(element) ? hidden(element) : 'the focus is not to be seen' };
  });
}
