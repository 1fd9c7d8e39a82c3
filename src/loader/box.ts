import { boxes } from './boxes.js';

/**
 * Gives a tag whose code is not there yet its final outer box. Through a shadow root of its own, that
 * the element takes over: the page gets no style, and its own rules win. What a server has sent in that
 * root stays until then.
 */
export const giveBox = (element: Element): void => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(boxes);
  const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheet];
};
