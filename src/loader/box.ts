import { boxes, type Tag } from './boxes.js';

/**
 * Gives a tag whose code is not there yet its final outer box, so that nothing moves later. Through a
 * shadow root of its own, that the element takes over: the page gets no style, and its own rules win.
 */
export const giveBox = (element: Element): void => {
  if (element.shadowRoot) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:host(:not([hidden])){${boxes[element.localName as Tag]}}`);
  element.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet];
};
