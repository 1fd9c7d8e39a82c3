import { expect } from '@open-wc/testing';
import { chatTexts } from '../../src/i18n/chat-texts.js';
import { dayText, momentText, startOfDay, timeText } from '../../src/i18n/dates.js';
import { Localizer } from '../../src/i18n/localizer.js';

const at = (...when: [number, number, number, number, number]): number =>
  new Date(...when).getTime();
const inLocale = (locale: string): Localizer => new Localizer(locale, chatTexts);
const english = inLocale('en-US');

describe('timeText', () => {
  it('is hours and minutes as the locale writes them', () => {
    const ms = at(2024, 0, 31, 13, 5);
    expect(timeText(inLocale('de'), ms)).to.match(/^13:05/);
    expect(timeText(english, ms)).to.match(/^1:05\sPM$/);
  });
});

describe('momentText', () => {
  it('is the date and the time in full', () => {
    const text = momentText(inLocale('de'), at(2024, 0, 31, 13, 5));
    expect(text).to.include('31. Januar 2024').and.include('13:05');
  });
});

describe('dayText', () => {
  it('counts from the visitor’s own midnight', () => {
    const now = at(2024, 2, 15, 0, 5);
    const day = (ms: number): string => dayText(english, ms, now);
    expect(day(at(2024, 2, 15, 0, 0))).to.equal('Today');
    expect(day(at(2024, 2, 15, 23, 59))).to.equal('Today');
    expect(day(at(2024, 2, 14, 23, 59))).to.equal('Yesterday');
    expect(day(at(2024, 2, 14, 0, 0))).to.equal('Yesterday');
    expect(day(at(2024, 2, 13, 23, 59))).to.equal('Wednesday, March 13, 2024');
    expect(day(at(2024, 2, 16, 0, 0))).to.equal('Saturday, March 16, 2024');
  });

  it('is yesterday a day before, all through the year, across changes of the clock', () => {
    for (let day = 1; day <= 366; day += 1) {
      const [now, before] = [at(2024, 0, day, 12, 0), at(2024, 0, day - 1, 12, 0)];
      expect(dayText(english, before, now)).to.equal('Yesterday');
    }
  });
});

describe('startOfDay', () => {
  it('is midnight', () => {
    const start = new Date(startOfDay(at(2024, 6, 9, 17, 30)));
    expect([start.getDate(), start.getHours(), start.getMilliseconds()]).to.deep.equal([9, 0, 0]);
  });
});
