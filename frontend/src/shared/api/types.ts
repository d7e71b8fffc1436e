/** Wire types of the HTTP API, as the server writes them: camelCase, times as RFC 3339 UTC strings. */
export type Role = 'instructor' | 'assistant' | 'learner' | 'observer';

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
  | 'roster.read'
  | 'media.publish'
  | 'media.share_screen'
  | 'media.moderate'
  | 'classroom.settings';

export interface Person {
  userId: string;
  name: string;
  role: Role;
}

export interface TokenAnswer {
  token: string;
  expiresAt: string;
  me: Person;
  classroomId: string;
  locale: string;
  returnUrl: string;
}

export interface Me extends Person {
  /** Permissions this client doesn't know yet are kept as plain strings. */
  permissions: readonly string[];
  classroomId: string;
}

export interface AttendancePolicy {
  threshold: number;
  lateAfterSeconds: number;
  leftEarlySeconds: number;
  graceSeconds: number;
}

export interface ClassroomSettings {
  attendance: AttendancePolicy;
  emptyGraceSeconds: number;
  maxParticipants: number;
}

export interface Classroom {
  id: string;
  title: string;
  courseTitle: string;
  tier: string;
  settings: ClassroomSettings;
  liveSessionId: string | null;
  lastSessionId: string | null;
}

export type EndReason = 'instructor' | 'everyone_left' | 'expired';

export interface Session {
  id: string;
  classroomId: string;
  title: string;
  state: 'live' | 'ended';
  startedAt: string;
  endedAt: string | null;
  endReason: EndReason | null;
}

export interface JoinAnswer {
  livekit: { url: string; token: string; room: string };
  events: { url: string };
  board: { id: string; url: string };
}

export type MuteSource = 'microphone' | 'camera' | 'screen_share';

export type AttendanceStatus = 'present' | 'late' | 'left_early' | 'partial' | 'absent' | 'here';

export interface AttendanceInterval {
  start: string;
  end: string;
  evidence: readonly string[];
}

export interface AttendanceLine extends Person {
  presentSeconds: number;
  joins: number;
  firstJoinedAt: string | null;
  lastLeftAt: string | null;
  status: AttendanceStatus;
  ratio: number;
  intervals: readonly AttendanceInterval[];
  override: { presentSeconds?: number; status?: AttendanceStatus; reason: string; by: string; at: string } | null;
}

export type GradeState = 'draft' | 'queued' | 'sent' | 'failed';

export interface GradeLine {
  userId: string;
  name: string;
  activity: string;
  scoreGiven: number;
  scoreMaximum: number;
  state: GradeState;
  lastError?: string;
  comment: string;
  mend?: string;
  override: { scoreGiven: number; reason: string; by: string; at: string } | null;
  updatedAt: string;
}
