// How the term is going: real classes with people in them, and a long term of a large course to look at.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { launchBrowser } from './helpers/browser.mjs';
import { fromCourse } from './helpers/class.mjs';
import { clean } from './helpers/live.mjs';
import { eventually, shot, startDemo } from './helpers/world.mjs';

let demo;
let browser;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Somebody who came from the course, with the login that the launch gave their tab. */
async function launched(as) {
  const person = await fromCourse(browser, `${demo.lms}/course?as=${as}`);
  await person.page.getByRole('heading', { level: 1 }).waitFor();
  const login = await person.page.evaluate(() => JSON.parse(sessionStorage.getItem('lectern.login')));
  const call = async (method, path) => {
    const answer = await fetch(`${demo.url}/api/v1/${path}`, { method, headers: { Authorization: `Bearer ${login.token}` } });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
    return answer.json();
  };
  return { ...person, login, call };
}

/** Sits in a class: gives commands and says good-bye. */
async function sit(person, session) {
  const { events } = await person.call('POST', `sessions/${session}/join`);
  const socket = new WebSocket(events.url);
  const waiting = new Map();
  const welcome = new Promise((done, fail) => {
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data));
      if (frame.type === 'welcome') done();
      waiting.get(frame.id)?.(frame);
    });
    socket.on('error', fail);
  });
  await welcome;
  let next = 0;
  return {
    async say(type, body = {}) {
      const id = `analytics-${++next}-${Math.random().toString(36).slice(2)}`;
      const answer = new Promise((done) => waiting.set(id, done));
      socket.send(JSON.stringify({ ...body, type, id }));
      const frame = await answer;
      assert.equal(frame.type, 'ack', `${type}: ${JSON.stringify(frame)}`);
      return frame.result;
    },
    async leave() {
      const gone = new Promise((done) => socket.on('close', done));
      socket.send(JSON.stringify({ type: 'leave' }));
      await gone;
    },
  };
}

/** A class that those people sit in; a question is asked, and they say what is given beside them. */
async function hold(teacher, people, question) {
  const { id } = await teacher.call('POST', `classrooms/${teacher.login.classroomId}/sessions`);
  const desk = await sit(teacher, id);
  const seats = await Promise.all(people.map(async ({ person }) => sit(person, id)));
  const { pollId } = await desk.say('poll.open', { poll: { kind: 'yes_no', question, right: ['yes'], results: 'live' } });
  for (const [i, { answer, messages }] of people.entries()) {
    if (answer) await seats[i].say('poll.vote', { pollId, answer: [answer] });
    for (let n = 0; n < messages; n++) await seats[i].say('chat.send', { text: `Message ${n}`, to: { kind: 'everyone' } });
  }
  await desk.say('chat.send', { text: 'Thank you', to: { kind: 'everyone' } });
  for (const seat of [...seats, desk]) await seat.leave();
  await teacher.call('POST', `sessions/${id}/end`);
  return id;
}

const [ana, zoe] = ['Ana García', 'Zoë Müller'];

test('how the term is going', { timeout: 600_000 }, async (t) => {
  const teacher = await launched('teacher');
  const [one, two] = [await launched('learner1'), await launched('learner2')];
  const { page } = teacher;
  const tab = (name) => page.getByRole('tab', { name });
  const open = async () => {
    await page.getByRole('link', { name: 'How the term is going' }).click();
    await page.getByRole('heading', { level: 1, name: 'How the term is going' }).waitFor();
  };

  await t.test('before any class there is nothing, and the page says so', async () => {
    await teacher.call('GET', `classrooms/${teacher.login.classroomId}/roster`);
    await open();
    await page.getByText('No class has ended yet.').waitFor();
    await clean(page, 'analytics-empty');
    await page.getByRole('link', { name: 'Classroom' }).first().click();
  });
  await t.test('four classes are held; one learner stops coming', async () => {
    await hold(teacher, [{ person: one, answer: 'yes', messages: 3 }, { person: two, answer: 'no', messages: 1 }], 'Is 7 prime?');
    await hold(teacher, [{ person: one, answer: 'yes', messages: 2 }, { person: two, answer: 'no', messages: 0 }], 'Is 91 prime?');
    await hold(teacher, [{ person: one, answer: 'no', messages: 2 }], 'Is 97 prime?');
    await hold(teacher, [{ person: one, answer: 'yes', messages: 2 }], 'Is 2 prime?');
    await hold(teacher, [], 'Is anybody here?');
  });
  await t.test('attendance is a plot, a table and a grid that is worked by keys', async () => {
    await page.reload();
    await open();
    await page.getByText(/4 classes count\./).waitFor();
    await page.getByText('1 class to which no learner came isn’t counted.').waitFor();
    await page.getByRole('img', { name: /how 4 classes were attended/ }).waitFor();
    await page.getByText('The same as a table').click();
    assert.equal(await page.getByRole('region', { name: /^Table of attendance/ }).getByRole('row').count(), 5);
    const row = page.getByRole('grid').getByRole('row').filter({ hasText: zoe });
    assert.match(await row.textContent(), /2 of 4/);
    assert.equal(await row.getByText('Absent').count(), 2);
    assert.equal(await row.getByText('doesn’t count').count(), 1);
    await page.getByRole('grid').getByRole('link', { name: ana }).focus();
    for (const key of ['End', 'ArrowLeft', 'ArrowDown']) await page.keyboard.press(key);
    assert.match(await page.evaluate(() => document.activeElement.textContent), /Absent|Present|Partly|Late|Left/);
    await page.keyboard.press('Home');
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'A');
    await clean(page, 'analytics-attendance');
  });
  await t.test('who is slipping away is told with the reasons', async () => {
    await tab('Slipping away').click();
    const item = page.getByRole('listitem').filter({ hasText: zoe }).first();
    await item.getByText(/Missed the last 2 classes in a row\. Last there on/).waitFor();
    assert.equal(await page.getByRole('listitem').filter({ hasText: ana }).count(), 0);
    await page.getByText('How this list is made').click();
    await page.getByText(/These are signs, not judgements/).waitFor();
    await clean(page, 'analytics-slipping');
    await item.getByRole('link', { name: zoe }).click();
    await page.getByRole('heading', { level: 1, name: new RegExp(zoe) }).waitFor();
    await page.goBack();
  });
  await t.test('how taking part is spread is told in plain words', async () => {
    await tab('Who takes part').click();
    await page.getByText('1 of 2 learners did half of it.').waitFor();
    await page.getByText(/teachers’ part is/).waitFor();
    await page.getByText('Everything learners do').click();
    await page.getByText('The same as a table').click();
    await page.getByRole('region', { name: 'Table of the shares' }).getByRole('row').filter({ hasText: ana }).getByText('13', { exact: true }).waitFor();
    await clean(page, 'analytics-equity');
  });
  await t.test('what was known begins with what was missed most', async () => {
    await tab('What was known').click();
    const rows = page.getByRole('region', { name: 'Table of questions' }).getByRole('row');
    await rows.nth(1).getByText('Is 97 prime?').waitFor();
    assert.match(await rows.nth(1).textContent(), /0%/);
    assert.match(await page.getByRole('region', { name: 'Table of what learners knew' }).getByRole('row').filter({ hasText: ana }).textContent(), /75%.*3 of 4/);
    await clean(page, 'analytics-mastery');
  });
  await t.test('a record store is asked for the same', async () => {
    await tab('For record stores').click();
    await page.getByText(/\/xapi\/statements\?activity=.*verbs%2Fattended/).first().waitFor();
    await clean(page, 'analytics-queries');
  });
  await t.test('the tables are taken away', async () => {
    await tab('Attendance').click();
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Learners as CSV' }).click();
    const file = await coming;
    assert.equal(file.suggestedFilename(), 'attendance.csv');
    const text = await (await file.createReadStream()).toArray();
    assert.match(Buffer.concat(text).toString(), new RegExp(`${zoe},no,4,2,`));
  });
  await t.test('the course holds what the teacher teaches', async () => {
    await page.getByLabel('All classrooms of the course that I teach').check();
    await page.getByText(/4 classes count\./).waitFor();
    await page.getByLabel('This classroom').check();
  });
  await t.test('learners see no way there and get nothing', async () => {
    assert.equal(await one.page.getByRole('link', { name: 'How the term is going' }).count(), 0);
    await one.page.goto(`${demo.url}/c/${one.login.classroomId}/analytics`);
    await one.page.getByText('Your role in this course does not include it.').waitFor();
    assert.equal(await one.page.getByText(zoe).count(), 0);
    await clean(one.page, 'analytics-refused');
  });
  await t.test('a long term of a large course is still a page', async () => {
    await page.route('**/api/v1/classrooms/*/analytics', (route) => route.fulfill({ json: longTerm(teacher.login.classroomId) }));
    await page.reload();
    await page.getByText(/20 classes count\./).waitFor();
    for (const [name, size, scheme] of [
      ['light', { width: 1280, height: 1100 }, 'light'],
      ['dark', { width: 1280, height: 1100 }, 'dark'],
      ['wide', { width: 1800, height: 1100 }, 'light'],
      ['phone', { width: 390, height: 844 }, 'light'],
    ]) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: scheme });
      for (const view of ['Attendance', 'Slipping away', 'Who takes part', 'What was known']) {
        await tab(view).click();
        await page.getByRole('tabpanel', { name: view }).waitFor();
        const picture = `analytics-long-${view.toLowerCase().replaceAll(' ', '-')}-${name}`;
        if (name === 'wide') await shot(page, picture);
        else await clean(page, picture);
      }
    }
    await tab('Attendance').click();
    await page.getByLabel('Find a learner').fill('learner 7');
    await page.getByText('1 learner found').waitFor();
    await page.emulateMedia({ colorScheme: 'light' });
  });
  await t.test('it is there in German and Arabic', async () => {
    for (const [language, title] of [['de', 'So läuft das Semester'], ['ar', 'كيف يسير الفصل الدراسي']]) {
      await page.setViewportSize({ width: 1280, height: 1100 });
      await page.evaluate((chosen) => localStorage.setItem('lectern.language', chosen), language);
      await page.reload();
      await eventually(() => page.getByRole('heading', { level: 1, name: title }).isVisible(), { what: title });
      await clean(page, `analytics-long-${language}`);
    }
  });
  assert.deepEqual(teacher.complaints, []);
});

/** A term of 20 classes in two classrooms with 24 learners, as the server tells it. */
function longTerm(classroomId) {
  const classrooms = [{ id: classroomId, title: 'Algebra, group A' }, { id: 'other', title: 'Algebra, group B' }];
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const count = { present: 'present', late: 'late', left_early: 'leftEarly', partial: 'partial', absent: 'absent' };
  const sessions = Array.from({ length: 20 }, (_, n) => {
    const startedAt = new Date(Date.UTC(2026, 8, 1 + 4 * n, 9));
    return {
      id: `s${n}`, classroomId: classrooms[n % 2].id, title: 'Class', startedAt: startedAt.toISOString(), endedAt: new Date(startedAt.getTime() + 45 * 60_000).toISOString(), registration: `r${n}`,
      counted: true, expected: 0, present: 0, late: 0, leftEarly: 0, partial: 0, absent: 0, share: 0,
    };
  });
  const learners = Array.from({ length: 24 }, (_, l) => {
    let attended = 0;
    let sum = 0;
    const fades = l % 9 === 4;
    const cells = sessions.map((session, n) => {
      if (l % 17 === 3 && n < 8) return { status: '', share: 0 };
      const luck = random() + (fades ? n / 20 : 0);
      const status = luck > 0.92 ? 'absent' : luck > 0.84 ? 'late' : luck > 0.78 ? 'left_early' : luck > 0.74 ? 'partial' : 'present';
      const share = { present: 0.93 + 0.07 * random(), late: 0.8, left_early: 0.7, partial: 0.3, absent: 0 }[status];
      session.expected += 1;
      session[count[status]] += 1;
      session.share += share;
      attended += status === 'absent' ? 0 : 1;
      sum += share;
      return { status, share };
    });
    const counted = cells.filter(({ status }) => status !== '').length;
    return {
      userId: `u${l}`, name: l === 5 ? 'Maximiliane von Hohenstein-Schwarzenberg' : `Learner ${l + 1}`, classroomId, left: l === 11, cells, counted, attended, share: sum / counted,
      trend: fades ? 'down' : l % 8 === 1 ? 'up' : 'steady', asked: 20, answered: 12 + (l % 8), right: 5 + (l % 7), account: { homePage: 'https://lms.example.org', name: `u${l}` },
    };
  });
  for (const session of sessions) session.share /= session.expected;
  const spread = (measure, staff, value) => {
    const values = learners.map((_, l) => value(l));
    const total = values.reduce((a, b) => a + b, 0);
    return { measure, total, staff, gini: 0.52, top: 12, topShare: 0.61, half: 8, quiet: values.filter((v) => v === 0).length, shares: learners.map(({ userId, name }, l) => ({ userId, name, value: values[l], share: values[l] / total })) };
  };
  const reason = (kind, rest) => ({ kind, classes: 0, lastSeen: '2026-11-02T09:00:00Z', recent: 0, before: 0, ...rest });
  return {
    classrooms, sessions, learners,
    slipping: [
      { userId: 'u4', name: 'Learner 5', classroomId, reasons: [reason('missed_in_row', { classes: 2 }), reason('present_less', { recent: 0.33, before: 0.91 })] },
      { userId: 'u13', name: 'Learner 14', classroomId, reasons: [reason('took_part_less', { recent: 0.7, before: 4.2 })] },
      { userId: 'u22', name: 'Learner 23', classroomId: 'other', reasons: [reason('never_came', { classes: 20, lastSeen: null })] },
    ],
    equity: [spread('talk', 5_400_000, (l) => Math.max(0, 600_000 / (l + 1) - 12_000)), spread('messages', 120, (l) => (l * 7) % 23), spread('actions', null, (l) => (l * 5) % 31)],
    questions: [
      { text: 'Which of these numbers is a solution of x² − 5x + 6 = 0?', kind: 'single', anonymous: false, graded: true, sessions: ['s3'], present: 51, voted: 48, judged: 48, right: 14 },
      { text: 'Is 91 prime?', kind: 'yes_no', anonymous: true, graded: true, sessions: ['s4', 's9'], present: 104, voted: 88, judged: 88, right: 40 },
      { text: 'What is the derivative of sin?', kind: 'text', anonymous: false, graded: true, sessions: ['s7'], present: 55, voted: 50, judged: 50, right: 44 },
      { text: 'May we publish this?', kind: 'yes_no', anonymous: true, graded: true, sessions: ['s8'], present: 50, voted: 3, judged: 0, right: 0 },
      { text: 'How was the pace?', kind: 'scale', anonymous: true, graded: false, sessions: ['s1'], present: 52, voted: 47, judged: 0, right: 0 },
    ],
    queries: [],
  };
}
