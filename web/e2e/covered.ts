import type { Page } from 'playwright-core';

/** What lies over the line that says whose data the map shows, or that it is not there at all. */
export async function covered(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const notice = document.querySelector('.fact-notice');
    const at = notice?.getBoundingClientRect();
    if (at === undefined || at.width === 0 || !(notice?.textContent ?? '').includes('OpenStreetMap')) {
      return ['nothing: it is not shown'];
    }
    return ['.plan', '.side', '.tool-asof', '.card', '.controls', '.bar'].filter((it) => [...document.querySelectorAll(it)].some((over) => {
      const box = over.getBoundingClientRect();
      return box.width > 0 && box.left < at.right && box.right > at.left && box.top < at.bottom && box.bottom > at.top;
    }));
  });
}
