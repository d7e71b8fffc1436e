import type { components } from './schema.gen';

/**
 * Wire types of the HTTP API, under the names that this client uses. Their shapes
 * are generated from the server's code; `Sure` adds what a description of it can't
 * say, and fails the type check where the server no longer has such a field.
 */
type Schemas = components['schemas'];

/** The server declares these fields wider than what it writes. */
type Sure<T, Narrowed extends { [K in keyof Narrowed]: K extends keyof T ? unknown : never }> = Readonly<Omit<T, keyof Narrowed> & Narrowed>;

export type Person = Schemas['Me'];
export type Role = Person['role'];

export type Permission =
  | 'session.start'
  | 'session.end'
  | 'session.join'
  | 'attendance.read'
  | 'attendance.read_own'
  | 'grade.read'
  | 'grade.read_own'
  | 'grade.override'
  | 'grade.send'
  | 'grade.policy'
  | 'report.export'
  | 'roster.read'
  | 'media.publish'
  | 'media.share_screen'
  | 'media.moderate'
  | 'classroom.settings';

export type TokenAnswer = Sure<Schemas['Token'], { expiresAt: string }>;

/** Permissions this client doesn't know yet are kept as plain strings. */
export type Me = Schemas['Self'];

export type ClassroomSettings = Schemas['Settings'];
export type SettingsPatch = Schemas['SettingsPatch'];
export type Classroom = Schemas['Classroom'];

export type EndReason = Schemas['SessionEnded']['reason'];
export type Session = Sure<Schemas['Session'], { startedAt: string; endReason: EndReason | null }>;

export type JoinAnswer = Schemas['Joined'];
export type NoteAnswer = Schemas['Note'];
export type MuteSource = Schemas['Mute']['source'];

export type AttendanceStatus = Schemas['AttendanceLine']['status'];
export type AttendanceInterval = Sure<Schemas['AttendanceInterval'], { start: string; end: string }>;

export type AttendanceLine = Sure<Schemas['AttendanceLine'], { intervals: readonly AttendanceInterval[]; override: Sure<Schemas['AttendanceOverride'], { at: string }> | null }>;

export type ScoreOverride = Sure<Schemas['ScoreOverride'], { at: string }>;
export type GradeState = Schemas['Score']['state'];
export type GradeLine = Sure<Schemas['Score'], { override: ScoreOverride | null; excused: ScoreOverride | null; column: Schemas['ColumnScore'] | null; updatedAt: string }>;

/** What the session socket sends, as the server describes it. */
export type WireFrame =
  | Sure<Schemas['Welcome'], { session: Session }>
  | Schemas['PersonJoined']
  | Schemas['PersonLeft']
  | Schemas['PersonMoved']
  | Schemas['MediaTicket']
  | Schemas['SessionEnded']
  | Schemas['MediaChanged']
  | Schemas['Removed']
  | Schemas['Beat'];
