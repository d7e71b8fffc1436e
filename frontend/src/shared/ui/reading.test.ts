import { beforeEach, describe, expect, it, vi } from 'vitest';
import { currentFont, currentTextSize, setFont, setTextSize, subscribeReading } from './reading';

vi.mock('./readableFont', () => ({}));

beforeEach(() => {
  localStorage.clear();
  setFont('standard');
  setTextSize('normal');
});

describe('reading', () => {
  it('marks the page, remembers, and tells who listens', () => {
    const told = vi.fn();
    const off = subscribeReading(told);
    setFont('readable');
    setTextSize('larger');
    off();
    expect({ ...document.documentElement.dataset }).toMatchObject({ font: 'readable', text: 'larger' });
    expect([currentFont(), currentTextSize(), told.mock.calls.length]).toEqual(['readable', 'larger', 2]);
  });

  it('leaves no trace of the usual', () => {
    setFont('readable');
    setFont('standard');
    setTextSize('large');
    setTextSize('normal');
    expect([localStorage.length, document.documentElement.dataset['font'], document.documentElement.dataset['text']]).toEqual([0, undefined, undefined]);
  });

  it('takes an unknown stored value as the usual', () => {
    localStorage.setItem('lectern.textSize', 'gigantic');
    expect(currentTextSize()).toBe('normal');
  });
});
