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
import { aBreakout, aGroup } from '../testBreakout';
import { PlanDialog } from './PlanDialog';

vi.setConfig({ testTimeout: 30_000 });

beforeAll(async () => {
  await initI18n('en');
});

type Answer = (body: { how?: string; people?: string[]; groups?: number }) => unknown;

const roster = { people: [{ userId: 'ana', name: 'Ana', role: 'learner', status: 'active' }, { userId: 'ben', name: 'Ben', role: 'learner', status: 'active' }, { userId: 'gone', name: 'Gil', role: 'learner', status: 'active' }] };
const asked: unknown[] = [];
let propose: Answer;

beforeEach(() => {
  asked.length = 0;
  propose = ({ people = [] }) => ({ groups: people.map((id) => ({ name: '', members: [id] })), unassigned: [], notes: [], errors: [] });
  vi.stubGlobal('CSS', { escape: (text: string) => text });
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    if (body !== undefined) asked.push(body);
    const answer = path.endsWith('/people') ? roster : path.endsWith('/proposal') ? propose(body) : [];
    return Promise.resolve(Response.json(answer));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

async function setup(breakouts: readonly object[] = []) {
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
        <PlanDialog model={model} login={login} classroomId="c1" sessionId="s1" present={present} pages={[]} polls={[]} onClose={onClose} />
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
