import { boxes } from './boxes.js';

/**
 * Gives a tag whose code is not there yet its final outer box. Through a shadow root of its own, that
 * the element takes over: the page gets no style, and its own rules win.
 */
export const giveBox = (element: Element): void => {
  if (element.shadowRoot) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(boxes);
  element.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet];
};
