/** Whether an element shows that it has the focus. Safari 14 does not know the selector: there all do. */
export function showsFocus(element: Element): boolean {
  try {
    return element.matches(':focus-visible');
  } catch {
    return true;
  }
}
