import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { LoginStore } from '@/shared/api/login';
import { initI18n } from '@/shared/i18n/i18n';
import { Announcer } from '@/shared/ui/announcer';
import { FeedbackProvider } from '@/shared/ui/feedback';
import { Notices } from '@/shared/ui/notices';
import { BreakoutModel } from '../breakoutModel';
import { aBreakout, aFileDesk, aGroup } from '../testBreakout';
import { PlanDialog } from './PlanDialog';

beforeAll(async () => {
  await initI18n('en');
});

type Answer = (body: { how?: string; people?: string[]; groups?: number }) => unknown;

const roster = { people: [{ userId: 'ana', name: 'Ana', role: 'learner', status: 'active' }, { userId: 'ben', name: 'Ben', role: 'learner', status: 'active' }, { userId: 'gone', name: 'Gil', role: 'learner', status: 'active' }] };
const asked: unknown[] = [];
let propose: Answer;
let earlier: object[] = [];
let saved: { savedId: string; name: string; savedAt: string; plan: object; groups: object[] }[] = [];

beforeEach(() => {
  asked.length = 0;
  earlier = [];
  saved = [];
  propose = ({ people = [] }) => ({ groups: people.map((id) => ({ name: '', members: [id] })), unassigned: [], notes: [], errors: [] });
  vi.stubGlobal('CSS', { escape: (text: string) => text });
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    if (body !== undefined) asked.push(body);
    const answer = path.endsWith('/people') ? roster : path.endsWith('/proposal') ? propose(body) : path.endsWith('/breakouts') ? earlier : path.endsWith('/saved') ? saved : [];
    if (init.method === 'DELETE') {
      asked.push(path);
      saved = saved.filter(({ savedId }) => !path.endsWith(savedId));
      return Promise.resolve(new Response(null, { status: 204 }));
    }
    return Promise.resolve(Response.json(answer));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

async function setup(breakouts: readonly object[] = [], files = aFileDesk()) {
  const command = vi.fn((type: string) => Promise.resolve(type === 'breakout.plan' ? { breakoutId: 'b9' } : {}));
  const model = new BreakoutModel({ command }, () => Date.now());
  model.slice.snapshot({ breakouts, said: [] });
  const onClose = vi.fn();
  const present = [{ userId: 'ana', name: 'Ana', role: 'learner' }, { userId: 'ben', name: 'Ben', role: 'learner' }, { userId: 'tom', name: 'Tom', role: 'assistant' }] as const;
  const client = new QueryClient();
  const login = new LoginStore();
  render(
    <QueryClientProvider client={client}>
      <FeedbackProvider feedback={{ announcer: new Announcer(String), notices: new Notices() }}>
        <PlanDialog model={model} login={login} files={files} classroomId="c1" sessionId="s1" present={present} pages={[]} polls={[]} onClose={onClose} />
      </FeedbackProvider>
    </QueryClientProvider>,
  );
  await screen.findByRole('dialog', { name: 'Breakout groups' });
  await screen.findByRole('grid', { name: 'Not assigned' });
  return { command, onClose };
}

const names = (group: string) => within(screen.getByRole('grid', { name: group })).queryAllByRole('row').flatMap((row) => /Ana|Ben|Gil/.exec(row.textContent) ?? []);
const press = (name: string | RegExp) => userEvent.click(screen.getByRole('button', { name }));

it('lists those who are here, and those who are not; learners alone are placed', async () => {
  await setup();
  expect(names('Not assigned')).toEqual(['Ana', 'Ben', 'Gil']);
  expect(screen.getByText('Not here')).toBeTruthy();
  expect(screen.getByText('2 students are not assigned and stay in the main room.')).toBeTruthy();
});

it('forms groups of those who are here, takes it back, and moves people by their menu', async () => {
  await setup();
  await press('Form groups');
  await waitFor(() => expect(names('Group 2')).toEqual(['Ben']));
  expect(asked).toEqual([{ how: 'random', people: ['ana', 'ben'], groups: 2 }]);
  await press('Move Ben');
  await userEvent.click(await screen.findByRole('menuitem', { name: 'To Group 1' }));
  await waitFor(() => expect(names('Group 1')).toEqual(['Ana', 'Ben']));
  await press('Undo');
  await press('Undo');
  await waitFor(() => expect(names('Not assigned')).toEqual(['Ana', 'Ben', 'Gil']));
});

it('says what keeps the groups from being opened, then opens them', async () => {
  const { command, onClose } = await setup();
  await press('Open groups');
  expect(await screen.findByText(/^Nobody is in a group yet\./)).toBeTruthy();
  expect(command).not.toHaveBeenCalled();
  await press('Form groups');
  await waitFor(() => expect(names('Group 1')).toEqual(['Ana']));
  await press('Open groups');
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(command.mock.calls.map(([type]) => type)).toEqual(['breakout.plan', 'breakout.open']);
});

it('asks before it closes groups that are open', async () => {
  const { command } = await setup([aBreakout()]);
  await press('Form groups');
  await waitFor(() => expect(names('Group 1')).toEqual(['Ana']));
  await press('Open groups');
  const ask = await screen.findByRole('alertdialog', { name: 'Close the groups that are open?' });
  expect(command).not.toHaveBeenCalled();
  await userEvent.click(within(ask).getByRole('button', { name: 'Close and open' }));
  await waitFor(() => expect(command.mock.calls.map(([type]) => type)).toEqual(['breakout.plan', 'breakout.close', 'breakout.open']));
});

it('goes on with a plan that was saved, and names the lines of a table that are wrong', async () => {
  propose = () => ({ groups: [], unassigned: [], notes: [], errors: [{ line: 3, message: 'Nobody is named.' }] });
  await setup([aBreakout({ phase: 'planned', openedAt: null, groups: [aGroup('g1', { name: 'Red', members: ['ben'] })] })]);
  expect(names('Red')).toEqual(['Ben']);
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'How to form groups' }), 'From a CSV file');
  await press('Form groups');
  const dialog = await screen.findByRole('dialog', { name: 'Groups from a CSV file' });
  await userEvent.upload(within(dialog).getByLabelText('CSV file'), new File(['group,email\n'], 'groups.csv', { type: 'text/csv' }));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Form groups' }));
  expect(await within(dialog).findByText('Line 3: Nobody is named.')).toBeTruthy();
});

it('attaches files for all and for a group, takes them away, and says which can’t be sent', async () => {
  const upload = vi.fn((_: Blob, name: string) => Promise.resolve({ fileId: name, name, type: 'text/plain', size: 3 }));
  const before = aBreakout({ phase: 'planned', openedAt: null, files: ['f1'], groups: [aGroup('g1', { members: ['ben'] })] });
  const { command } = await setup([before], aFileDesk({ upload, list: () => Promise.resolve([{ fileId: 'f1', name: 'Old.pdf', type: 'application/pdf', size: 9 }]) }));
  const all = screen.getByRole('group', { name: 'Files for all groups' });
  expect(await within(all).findByText('Old.pdf')).toBeTruthy();
  const choose = (inside: HTMLElement, name: string, text: string) => userEvent.upload(within(inside).getByLabelText(/^Files for/, { selector: 'input' }), new File([text], name, { type: 'application/pdf' }));
  await choose(all, 'big.pdf', 'x'.repeat(1_001));
  expect((await within(all).findByRole('alert')).textContent).toBe('Larger than 10 MB.');
  await choose(all, 'new.pdf', 'new');
  await userEvent.click(await within(all).findByRole('button', { name: 'Remove Old.pdf' }));
  await press('Change Group 1');
  const dialog = await screen.findByRole('dialog', { name: 'Group 1' });
  await choose(within(dialog).getByRole('group', { name: 'Files for this group' }), 'red.pdf', 'red');
  expect(await within(dialog).findByRole('button', { name: 'Remove red.pdf' })).toBeTruthy();
  await userEvent.click(within(dialog).getByRole('button', { name: 'Done' }));
  await press('Save for later');
  await waitFor(() => expect(command).toHaveBeenCalledOnce());
  expect(command.mock.calls[0]).toEqual(['breakout.plan', expect.objectContaining({ plan: expect.objectContaining({ files: ['new.pdf'] }), groups: [expect.objectContaining({ files: ['red.pdf'] })] })]);
});

it('goes on with earlier groups, and with the files of their task', async () => {
  const file = (fileId: string) => ({ fileId, name: `${fileId}.pdf`, type: 'application/pdf', size: 9 });
  earlier = [{ breakoutId: 'b0', name: 'Bridges', sessionId: 's0', openedAt: '2026-03-01T10:00:00.000Z', task: 'Build one', files: [file('all')], groups: [{ groupId: 'g0', name: 'Red', task: '', members: ['ben'], files: [file('red')] }] }];
  const { command } = await setup();
  await press('Saved and earlier groups');
  await userEvent.click(await screen.findByRole('button', { name: 'Go on with Bridges' }));
  expect(await within(screen.getByRole('group', { name: 'Files for all groups' })).findByText('all.pdf')).toBeTruthy();
  expect(names('Red')).toEqual(['Ben']);
  await press('Open groups');
  await waitFor(() => expect(command).toHaveBeenCalledTimes(2));
  expect(command.mock.calls[0]).toEqual(['breakout.plan', expect.objectContaining({ goesOn: 'b0', plan: expect.objectContaining({ task: 'Build one', files: ['all'] }), groups: [expect.objectContaining({ groupId: 'g0', files: ['red'] })] })]);
});

it('lets one choose among the plans that are saved, asks before changes are lost, and begins a new one', async () => {
  const plan = (breakoutId: string, number: number, name: string) => aBreakout({ breakoutId, number, name, phase: 'planned', openedAt: null, task: '', groups: [aGroup(`${breakoutId}-1`, { name: `${name} Red`, members: ['ben'] })] });
  const { command } = await setup([plan('b1', 1, 'Bridges'), plan('b2', 2, '')]);
  const choice = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Plan' });
  expect(choice.value).toBe('b2');
  expect(within(choice).getAllByRole('option').map(({ textContent }) => textContent)).toEqual([expect.stringMatching(/^Bridges \(1 group\) saved Mar 2, 2026/), expect.stringMatching(/^Plan 2 \(1 group\) saved/), 'A new plan']);
  await userEvent.selectOptions(choice, 'b1');
  expect(names('Bridges Red')).toEqual(['Ben']);
  expect(choice.value).toBe('b1');
  await userEvent.type(screen.getByRole('textbox', { name: 'Task for all groups' }), 'Build');
  await userEvent.selectOptions(choice, '');
  const ask = await screen.findByRole('alertdialog', { name: 'Leave this plan?' });
  await userEvent.click(within(ask).getByRole('button', { name: 'Cancel' }));
  expect(names('Bridges Red')).toEqual(['Ben']);
  await userEvent.selectOptions(choice, '');
  await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Leave without saving' }));
  await waitFor(() => expect(names('Group 1')).toEqual([]));
  expect(choice.value).toBe('');
  await press('Save for later');
  await waitFor(() => expect(command).toHaveBeenCalledOnce());
  expect(command.mock.calls[0]).toEqual(['breakout.plan', expect.not.objectContaining({ breakoutId: expect.anything() })]);
});

it('deletes a set that was kept once that is confirmed', async () => {
  saved = [{ savedId: 's1', name: 'Tables', savedAt: '2026-03-01T10:00:00.000Z', plan: aBreakout(), groups: [{ name: 'Red', members: ['ana'] }] }];
  await setup();
  await press('Saved and earlier groups');
  const dialog = await screen.findByRole('dialog', { name: 'Saved and earlier groups' });
  const line = await within(dialog).findByRole('listitem');
  expect(line.textContent).toMatch(/^Tables \(1 group\)saved Mar 1, 2026/);
  await userEvent.click(within(line).getByRole('button', { name: 'Delete Tables' }));
  const ask = await screen.findByRole('alertdialog', { name: 'Delete this saved set?' });
  expect(asked).toEqual([]);
  await userEvent.click(within(ask).getByRole('button', { name: 'Delete set' }));
  expect(await within(dialog).findByText('Nothing is saved yet.')).toBeTruthy();
  expect(asked).toEqual([expect.stringMatching(/\/classrooms\/c1\/breakouts\/saved\/s1$/)]);
  await waitFor(() => expect(document.activeElement).toBe(within(dialog).getByRole('heading', { name: 'Saved sets' })));
});
