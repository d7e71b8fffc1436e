import { describe, expect, it } from 'vitest';
import { BoardModel, currentPage, presenter, presents, type BoardNews } from './boardModel';
import { testPage } from './testPage';

interface Given {
  pages?: string[];
  shown?: { boardId: string; by: string } | null;
  me?: string;
}

function setUp({ pages = ['a', 'b', 'c'], shown = null, me = 'ana' }: Given = {}) {
  const sent: { type: string; body: object | undefined }[] = [];
  const model = new BoardModel(
    {
      command(type, body) {
        sent.push({ type, body });
        return Promise.resolve({ boardId: 'new' });
      },
    },
    me,
  );
  const news: BoardNews[] = [];
  model.onNews((one) => news.push(one));
  const event = (type: string, body: object) => model.slice.event({ type, ...body });
  model.slice.snapshot({ pages: pages.map((id) => testPage(id)), shown, imports: [] });
  const at = () => currentPage(model.getSnapshot())?.boardId;
  const ids = () => model.getSnapshot().pages.map((page) => page.boardId);
  return { model, sent, news, event, at, ids };
}

describe('pages', () => {
  it('come in their order, move, change and go', () => {
    const { event, ids, model, news } = setUp();
    event('board.added', { page: testPage('d'), after: 'a', by: 'maya' });
    expect(ids()).toEqual(['a', 'd', 'b', 'c']);
    event('board.added', { page: testPage('e'), after: '', by: 'maya' });
    expect(ids()).toEqual(['e', 'a', 'd', 'b', 'c']);
    event('board.moved', { boardIds: ['c', 'b', 'a', 'd', 'e'], by: 'maya' });
    expect(ids()).toEqual(['c', 'b', 'a', 'd', 'e']);
    event('board.changed', { page: testPage('b', { locked: true }), by: 'maya' });
    expect(model.getSnapshot().pages[1]?.locked).toBe(true);
    event('board.removed', { boardId: 'c', by: 'maya' });
    expect(ids()).toEqual(['b', 'a', 'd', 'e']);
    expect(news.map((one) => one.type)).toEqual(['added', 'added', 'removed']);
  });

  it('are offered again after they were removed, until they are back', () => {
    const { event, model } = setUp();
    event('board.removed', { boardId: 'b', by: 'maya' });
    expect(model.getSnapshot().removed.map((page) => page.boardId)).toEqual(['b']);
    event('board.added', { page: testPage('b'), after: 'a', by: 'maya' });
    expect(model.getSnapshot().removed).toEqual([]);
  });

  it('take the place of one that was removed while somebody looked at it', async () => {
    const { event, model, at } = setUp();
    await model.go('b');
    event('board.removed', { boardId: 'b', by: 'maya' });
    expect(at()).toBe('c');
    event('board.removed', { boardId: 'c', by: 'maya' });
    expect(at()).toBe('a');
  });

  it('may hold what a newer server has added', () => {
    const { model } = setUp();
    model.slice.snapshot({ pages: [{ ...testPage('a'), template: 'hexagons', access: 'friends', depth: 3 }] });
    expect(model.getSnapshot().pages[0]).toMatchObject({ template: 'blank', access: 'none' });
  });
});

describe('going along', () => {
  it('takes everybody to what is shown, but not who looks around since', async () => {
    const { model, event, at } = setUp();
    await model.go('c');
    event('board.shown', { boardId: 'b', by: 'maya' });
    expect(at()).toBe('b');
    expect(presenter(model.getSnapshot(), 'ana')).toBe('maya');
    await model.go('a');
    expect(presenter(model.getSnapshot(), 'ana')).toBeNull();
    event('board.shown', { boardId: 'c', by: 'maya' });
    expect(at()).toBe('a');
    model.follow();
    expect(at()).toBe('c');
  });

  it('keeps its own page over a reconnect', async () => {
    const { model, at } = setUp({ shown: { boardId: 'b', by: 'maya' } });
    expect(at()).toBe('b');
    model.roam();
    model.slice.snapshot({ pages: [testPage('a'), testPage('b'), testPage('c')], shown: { boardId: 'c', by: 'maya' }, imports: [] });
    expect(at()).toBe('b');
    model.slice.snapshot({ pages: [testPage('c')], shown: { boardId: 'c', by: 'maya' }, imports: [] });
    expect(at()).toBe('c');
  });

  it('looks at the page on the stage until another one is shown', () => {
    const { model, event, at } = setUp();
    model.staged('b');
    expect(at()).toBe('b');
    event('board.shown', { boardId: 'c', by: 'maya' });
    expect(at()).toBe('c');
  });

  it('ends where the page that is shown goes', () => {
    const { model, event, at } = setUp({ shown: { boardId: 'b', by: 'maya' } });
    event('board.removed', { boardId: 'b', by: 'maya' });
    expect(model.getSnapshot().shown).toBeNull();
    expect(at()).toBe('c');
  });
});

describe('the end of showing', () => {
  const stop = { boardId: '', by: 'maya' };

  it('leaves everybody where they are, free and told once', async () => {
    const { model, news, event, at } = setUp({ shown: { boardId: 'b', by: 'maya' } });
    event('board.shown', stop);
    event('board.shown', stop);
    expect(model.getSnapshot().shown).toBeNull();
    expect(at()).toBe('b');
    expect(news).toEqual([{ type: 'stopped', presenter: 'maya', by: 'maya' }]);
    await model.step(1);
    expect(at()).toBe('c');
    model.slice.snapshot({ pages: [testPage('a'), testPage('b'), testPage('c')], shown: null, imports: [] });
    expect(at()).toBe('c');
    event('board.shown', { boardId: 'a', by: 'maya' });
    expect(at()).toBe('a');
  });

  it('is not told to those who look around, nor to whoever ended it', async () => {
    const around = setUp({ shown: { boardId: 'b', by: 'maya' } });
    await around.model.go('c');
    around.event('board.shown', stop);
    expect(around.news).toEqual([]);
    expect(around.at()).toBe('c');
    const maya = setUp({ me: 'maya', shown: { boardId: 'b', by: 'maya' } });
    await maya.model.stop();
    maya.event('board.shown', stop);
    expect(maya.sent).toEqual([{ type: 'board.show', body: { boardId: '' } }]);
    expect(maya.news).toEqual([]);
    expect(maya.at()).toBe('b');
    await maya.model.step(1);
    expect(maya.sent).toHaveLength(1);
  });

  it('is told to whoever showed pages and was away, and to those who followed them', () => {
    for (const me of ['maya', 'ana']) {
      const { model, news, at } = setUp({ me, shown: { boardId: 'b', by: 'maya' } });
      model.slice.snapshot({ pages: [testPage('a'), testPage('b')], shown: null, imports: [] });
      expect(news).toEqual([{ type: 'stopped', presenter: 'maya', by: '' }]);
      expect(at()).toBe('b');
    }
  });
});

describe('who shows pages', () => {
  it('takes everybody along from page to page', async () => {
    const { model, sent, event, at } = setUp({ me: 'maya' });
    await model.show('a');
    event('board.shown', { boardId: 'a', by: 'maya' });
    expect(presents(model.getSnapshot(), 'maya')).toBe(true);
    expect(await model.step(1)).toBe(true);
    expect(sent.map((one) => one.body)).toEqual([{ boardId: 'a' }, { boardId: 'b' }]);
    event('board.shown', { boardId: 'b', by: 'maya' });
    expect(at()).toBe('b');
  });

  it('goes on with the neighbour of a page that is removed', async () => {
    const { model, sent, event } = setUp({ me: 'maya', shown: { boardId: 'a', by: 'maya' } });
    const removing = model.remove('a');
    event('board.removed', { boardId: 'a', by: 'maya' });
    await removing;
    expect(sent).toEqual([
      { type: 'board.remove', body: { boardId: 'a' } },
      { type: 'board.show', body: { boardId: 'b' } },
    ]);
  });

  it('may look at another page alone', async () => {
    const { model, sent, at } = setUp({ me: 'maya', shown: { boardId: 'a', by: 'maya' } });
    model.roam();
    await model.step(1);
    expect(sent).toEqual([]);
    expect(at()).toBe('b');
    expect(presents(model.getSnapshot(), 'maya')).toBe(false);
  });

  it('does not go past the ends', async () => {
    const { model } = setUp();
    expect(await model.step(-1)).toBe(false);
    await model.go('c');
    expect(await model.step(1)).toBe(false);
  });
});

describe('what staff ask for', () => {
  it('goes to the server, and a new page is looked at', async () => {
    const { model, sent, event, at } = setUp({ me: 'maya' });
    const adding = model.add({ template: 'grid', after: 'a' });
    event('board.added', { page: testPage('new', { template: 'grid' }), after: 'a', by: 'maya' });
    expect(await adding).toBe('new');
    expect(at()).toBe('new');
    await model.change('a', { access: 'chosen', writers: ['ana'] });
    await model.move('a', 'c');
    await model.remove('b');
    expect(sent).toEqual([
      { type: 'board.add', body: { template: 'grid', after: 'a' } },
      { type: 'board.change', body: { boardId: 'a', access: 'chosen', writers: ['ana'] } },
      { type: 'board.move', body: { boardId: 'a', after: 'c' } },
      { type: 'board.remove', body: { boardId: 'b' } },
    ]);
  });

  it('holds imports as far as they are', () => {
    const { model, event, news } = setUp();
    const one = { importId: 'i', name: 'slides.pdf', state: 'waiting', done: 0, total: 0, message: '' } as const;
    model.began(one);
    event('board.import', { import: { ...one, state: 'rendering', done: 2, total: 9 } });
    model.began(one);
    expect(model.getSnapshot().imports).toMatchObject([{ importId: 'i', done: 2, total: 9 }]);
    event('board.import', { import: { ...one, state: 'failed', message: 'The file is broken.' } });
    expect(news).toMatchObject([{ type: 'import' }, { type: 'import', import: { state: 'failed' } }]);
    model.dismiss('i');
    expect(model.getSnapshot().imports).toEqual([]);
  });
});

describe('groups', () => {
  const of = (groupId: string, boardId = groupId, shared = false) => testPage(boardId, { groupId, shared });
  const frames = testPage('f', { template: 'groups', frames: [{ groupId: 'g1', boardId: 'g1', name: 'Owls' }] });

  it('have pages of their own, and nobody shows anything there', async () => {
    const { model, event, at, ids, news } = setUp({ shown: { boardId: 'b', by: 'maya' } });
    event('board.added', { page: of('g1'), after: '', by: 'maya' });
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(news).toEqual([]);
    model.enter('g1');
    expect(at()).toBe('g1');
    expect(presenter(model.getSnapshot(), 'ana')).toBeNull();
    event('board.added', { page: of('g1', 'more'), after: 'g1', by: 'maya' });
    expect(ids()).toEqual(['g1', 'more']);
    await model.go('more');
    event('board.shown', { boardId: 'c', by: 'maya' });
    event('board.shown', { boardId: '', by: 'maya' });
    expect(at()).toBe('more');
    expect(news.map((one) => one.type)).toEqual(['added']);
  });

  it('are left and come back to, with the page and the open board as they were', async () => {
    const { model, at } = setUp();
    model.setOpen(true);
    await model.go('c');
    model.slice.snapshot({ pages: [testPage('a'), testPage('b'), testPage('c'), of('g1'), of('g1', 'more')], shown: null, imports: [] });
    model.enter('g1');
    expect(at()).toBe('g1');
    await model.go('more');
    model.enter('');
    expect(at()).toBe('c');
    model.enter('g1');
    expect(at()).toBe('more');
    expect(model.getSnapshot().open).toBe(true);
  });

  it('that became one have the pages of both', () => {
    const { model, ids } = setUp();
    model.slice.snapshot({ pages: [testPage('a'), of('g1'), of('g2'), of('g3')], shown: null, imports: [] });
    model.enter('g2', ['g1']);
    expect(ids()).toEqual(['g2', 'g1']);
  });

  it('are looked at from the main room when they are closed, alone or with whoever shows them', async () => {
    const { model, event, at, ids } = setUp();
    event('board.added', { page: of('g1', 'g1', true), after: '' });
    event('board.added', { page: frames, after: 'c' });
    expect(ids()).toEqual(['a', 'b', 'c', 'f']);
    await model.go('g1');
    expect(ids()).toEqual(['g1']);
    expect(model.getSnapshot().group).toBe('g1');
    await model.go('f');
    expect(at()).toBe('f');
    event('board.shown', { boardId: 'g1', by: 'maya' });
    expect(at()).toBe('g1');
    expect(presenter(model.getSnapshot(), 'ana')).toBe('maya');
  });

  it('take their pages away when they are open again, but not from those who see them', async () => {
    const { model, event, at } = setUp();
    event('board.added', { page: of('g1', 'g1', true), after: '' });
    await model.go('g1');
    event('board.hidden', { groupIds: ['g1'] });
    expect(at()).toBe('a');
    event('board.added', { page: of('g1'), after: '', by: 'maya' });
    expect(at()).toBe('g1');
  });

  it('get new pages from staff, behind the one that is seen', async () => {
    const { model, sent } = setUp({ me: 'maya' });
    model.slice.snapshot({ pages: [testPage('a'), of('g1')], shown: null, imports: [] });
    model.enter('g1');
    await model.add({ template: 'grid', after: 'g1' });
    expect(sent).toEqual([{ type: 'board.add', body: { template: 'grid', after: 'g1', groupId: 'g1' } }]);
  });

  it('go on with what is next to a page that is removed', async () => {
    const { model, event, at } = setUp();
    model.slice.snapshot({ pages: [testPage('a'), of('g1'), of('g1', 'x'), of('g2')], shown: null, imports: [] });
    model.enter('g1');
    await model.go('x');
    event('board.removed', { boardId: 'x', by: 'maya' });
    expect(at()).toBe('g1');
  });
});
