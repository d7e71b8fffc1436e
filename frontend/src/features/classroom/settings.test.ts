import { describe, expect, it } from 'vitest';
import { localTime, parseForm, toForm, type EditedSettings, type SettingsForm } from './settings';

const settings: EditedSettings = {
  attendance: { threshold: 0.5, lateAfterSeconds: 300, leftEarlySeconds: 90, graceSeconds: 45 },
  emptyGraceSeconds: 300,
  maxParticipants: 100,
  schedule: { startsAt: null, lengthMinutes: 0 },
  entry: { opens: 'live', earlyMinutes: 10, observers: true },
};

describe('toForm', () => {
  it('shows whole minutes as minutes and the rest as it is', () => {
    expect(toForm(settings)).toEqual({
      threshold: '50',
      lateAfter: '5',
      leftEarly: '1.5',
      grace: '45',
      graceUnit: 'seconds',
      emptyGrace: '5',
      emptyGraceUnit: 'minutes',
      maxParticipants: '100',
      start: '',
      length: '',
      opens: 'live',
      early: '10',
      observers: true,
    });
  });

  it('comes back unchanged', () => {
    for (const threshold of [0, 0.333, 0.75, 1]) {
      const same = { ...settings, attendance: { ...settings.attendance, threshold } };
      expect(parseForm(toForm(same)).settings).toEqual(same);
    }
  });
});

describe('a schedule', () => {
  const planned: EditedSettings = { ...settings, schedule: { startsAt: '2030-09-02T08:00:00.000Z', lengthMinutes: 45 }, entry: { opens: 'scheduled', earlyMinutes: 0, observers: false } };

  it('comes back unchanged in any time zone', () => {
    expect(parseForm(toForm(planned)).settings).toEqual(planned);
  });

  it('opens whenever class is on where the start is taken away', () => {
    expect(parseForm({ ...toForm(planned), start: '' }).settings).toMatchObject({ schedule: { startsAt: null }, entry: { opens: 'live', observers: false } });
  });

  it('is empty for what is no time', () => {
    expect([localTime(null), localTime('soon')]).toEqual(['', '']);
  });
});

describe('parseForm', () => {
  const form = toForm(settings);

  it.each<[string, Partial<SettingsForm>, string[]]>([
    ['a decimal comma', { lateAfter: '2,5' }, []],
    ['blanks around', { maxParticipants: ' 30 ' }, []],
    ['nothing', { lateAfter: '' }, ['lateAfter']],
    ['words', { threshold: 'half' }, ['threshold']],
    ['more than all of the class', { threshold: '101' }, ['threshold']],
    ['less than nothing', { grace: '-1' }, ['grace']],
    ['an hour and a minute of grace', { grace: '61', graceUnit: 'minutes' }, ['grace']],
    ['an empty class that ends at once', { emptyGrace: '9', emptyGraceUnit: 'seconds' }, ['emptyGrace']],
    ['half a person', { maxParticipants: '2.5' }, ['maxParticipants']],
    ['a class for one', { maxParticipants: '1' }, ['maxParticipants']],
    ['half a minute', { length: '0.5' }, ['length']],
    ['more than a day', { early: '1441' }, ['early']],
    ['two faults, in order', { maxParticipants: 'x', threshold: '' }, ['threshold', 'maxParticipants']],
  ])('with %s', (_name, change, problems) => {
    expect(parseForm({ ...form, ...change }).problems ?? []).toEqual(problems);
  });

  it('reads minutes as seconds', () => {
    const { settings: parsed } = parseForm({ ...form, lateAfter: '2,5', grace: '2', graceUnit: 'minutes' });
    expect(parsed?.attendance).toMatchObject({ lateAfterSeconds: 150, graceSeconds: 120 });
  });
});
