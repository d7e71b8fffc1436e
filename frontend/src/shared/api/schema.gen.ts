// Written by "make gen" from the server's description of its API. Don't edit.

export interface paths {
    readonly "/api/v1/classrooms/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A classroom, its settings and its live session. */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Classroom"];
                    };
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/classrooms/{id}/roster": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who belongs to the classroom, refreshed from the LMS. */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": readonly components["schemas"]["Entry"][];
                    };
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/classrooms/{id}/sessions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The sessions of a classroom, newest first. */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": readonly components["schemas"]["Session"][];
                    };
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly put?: never;
        /** Start a live session now. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description success */
                readonly 201: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Session"];
                    };
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/classrooms/{id}/settings": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /** Change a classroom's settings; what the body leaves out stays. */
        readonly patch: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["SettingsPatch"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Settings"];
                    };
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly trace?: never;
    };
    readonly "/api/v1/client-errors": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** A page tells that it broke. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["ClientError"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 204: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/me": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who the token speaks for and what they may do. */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Self"];
                    };
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/sessions/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A session. */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Session"];
                    };
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/sessions/{id}/attendance": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who attended a session: everybody for staff, one's own line for others. */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": readonly components["schemas"]["AttendanceLine"][];
                    };
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/sessions/{id}/end": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** End the session for everyone. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Session"];
                    };
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/sessions/{id}/grades": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The scores of a session; a learner gets their own. */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": readonly components["schemas"]["Score"][];
                    };
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/sessions/{id}/grades/{user}/{activity}/override": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /** Decide a score, with a reason. */
        readonly put: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly activity: string;
                    readonly id: string;
                    readonly user: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["ScoreDecision"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Score"];
                    };
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly post?: never;
        /** Take the decision on a score back. */
        readonly delete: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly activity: string;
                    readonly id: string;
                    readonly user: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Score"];
                    };
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/sessions/{id}/grades/retry": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Send the scores that failed again. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description success */
                readonly 202: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["ScoresQueued"];
                    };
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/sessions/{id}/join": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** What the caller needs to enter the session. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Joined"];
                    };
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/sessions/{id}/participants/{user}/mute": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Mute what somebody publishes. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                    readonly user: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["Mute"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 204: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/sessions/{id}/participants/{user}/remove": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Remove somebody from the session for good. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                    readonly user: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description success */
                readonly 204: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/sessions/{id}/report.csv": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Attendance and scores of everybody as CSV (RFC 4180, UTF-8). */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/token": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Exchange the single-use code of a launch for a bearer token. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["Code"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Token"];
                    };
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/token/handoff": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** A single-use code, good for a minute, that opens the login in another tab. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Code"];
                    };
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/token/renew": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** A fresh token for the same login. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody?: never;
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Token"];
                    };
                };
                /** @description a problem */
                readonly default: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly AttendanceInterval: {
            /** Format: date-time */
            readonly end: string | null;
            readonly evidence: readonly string[];
            /** Format: date-time */
            readonly start: string | null;
        };
        readonly AttendanceLine: {
            /** Format: date-time */
            readonly firstJoinedAt: string | null;
            readonly intervals: readonly components["schemas"]["AttendanceInterval"][];
            readonly joins: number;
            /** Format: date-time */
            readonly lastLeftAt: string | null;
            readonly name: string;
            readonly override: components["schemas"]["AttendanceOverride"];
            /** Format: double */
            readonly presentSeconds: number;
            /** Format: double */
            readonly ratio: number;
            /** @enum {string} */
            readonly role: "instructor" | "assistant" | "learner" | "observer";
            /** @enum {string} */
            readonly status: "here" | "present" | "late" | "left_early" | "partial" | "absent";
            readonly userId: string;
        };
        readonly AttendanceOverride: {
            /** Format: date-time */
            readonly at: string | null;
            readonly by: string;
            readonly reason: string;
            /** Format: double */
            readonly scoreGiven: number;
        };
        readonly AttendancePolicy: {
            readonly graceSeconds: number;
            readonly lateAfterSeconds: number;
            readonly leftEarlySeconds: number;
            /** Format: double */
            readonly threshold: number;
        };
        readonly Beat: {
            /** Format: date-time */
            readonly serverTime: string;
            /** @enum {string} */
            readonly type: "beat";
        };
        readonly Board: {
            readonly id: string;
            readonly url: string;
        };
        readonly Classroom: {
            readonly courseTitle: string;
            readonly id: string;
            readonly lastSessionId: string | null;
            readonly liveSessionId: string | null;
            readonly settings: components["schemas"]["Settings"];
            /** @enum {string} */
            readonly tier: "tutoring" | "seminar" | "lecture" | "broadcast";
            readonly title: string;
        };
        readonly ClientError: {
            readonly message: string;
            readonly where: string;
        };
        readonly ClientFrame: {
            /** @enum {string} */
            readonly type: "beat" | "leave";
        };
        readonly Code: {
            readonly code: string;
        };
        readonly Entry: {
            readonly email?: string;
            readonly name: string;
            /** @enum {string} */
            readonly role: "instructor" | "assistant" | "learner" | "observer";
            /** @enum {string} */
            readonly status: "active" | "inactive" | "deleted";
            readonly userId: string;
        };
        readonly Events: {
            readonly url: string;
        };
        readonly Joined: {
            readonly board: components["schemas"]["Board"];
            readonly events: components["schemas"]["Events"];
            readonly livekit: components["schemas"]["LiveKit"];
        };
        readonly LiveKit: {
            readonly room: string;
            readonly token: string;
            readonly url: string;
        };
        readonly Me: {
            readonly name: string;
            /** @enum {string} */
            readonly role: "instructor" | "assistant" | "learner" | "observer";
            readonly userId: string;
        };
        readonly MediaChanged: {
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly state: "up" | "down";
            /** @enum {string} */
            readonly type: "media.state";
        };
        readonly Mute: {
            /** @enum {string} */
            readonly source: "microphone" | "camera" | "screen_share";
        };
        readonly Person: {
            /** Format: date-time */
            readonly joinedAt: string;
            readonly name: string;
            /** @enum {string} */
            readonly role: "instructor" | "assistant" | "learner" | "observer";
            readonly userId: string;
        };
        readonly PersonJoined: {
            /** Format: int64 */
            readonly offset: number;
            readonly person: components["schemas"]["Person"];
            /** @enum {string} */
            readonly type: "person.joined";
        };
        readonly PersonLeft: {
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "person.left";
            readonly userId: string;
        };
        readonly Problem: {
            readonly code: string;
            readonly detail: string;
            readonly requestId: string;
            readonly sessionId?: string;
            readonly status: number;
            readonly title: string;
            readonly type: string;
        };
        readonly Removed: {
            /** @enum {string} */
            readonly type: "removed";
        };
        readonly Score: {
            readonly activity: string;
            readonly comment: string;
            readonly lastError?: string;
            readonly mend?: string;
            readonly name: string;
            readonly override: components["schemas"]["ScoreOverride"];
            /** Format: double */
            readonly scoreGiven: number;
            /** Format: double */
            readonly scoreMaximum: number;
            /** @enum {string} */
            readonly state: "draft" | "queued" | "sent" | "failed";
            /** Format: date-time */
            readonly updatedAt: string | null;
            readonly userId: string;
        };
        readonly ScoreDecision: {
            readonly reason: string;
            /** Format: double */
            readonly scoreGiven: number | null;
        };
        readonly ScoreOverride: {
            /** Format: date-time */
            readonly at: string | null;
            readonly by: string;
            readonly reason: string;
            /** Format: double */
            readonly scoreGiven: number;
        };
        readonly ScoresQueued: {
            readonly queued: number;
        };
        readonly Self: {
            readonly classroomId: string;
            readonly name: string;
            readonly permissions: readonly string[];
            /** @enum {string} */
            readonly role: "instructor" | "assistant" | "learner" | "observer";
            readonly userId: string;
        };
        readonly Session: {
            readonly classroomId: string;
            /** Format: date-time */
            readonly endedAt: string | null;
            readonly endReason: string | null;
            readonly id: string;
            /** Format: date-time */
            readonly startedAt: string | null;
            /** @enum {string} */
            readonly state: "live" | "ended";
            readonly title: string;
        };
        readonly SessionEnded: {
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly reason: "instructor" | "everyone_left";
            /** @enum {string} */
            readonly type: "session.ended";
        };
        readonly SessionInfo: {
            readonly classroomId: string;
            /** Format: date-time */
            readonly endedAt: string | null;
            readonly endReason: string | null;
            readonly id: string;
            /** Format: date-time */
            readonly startedAt: string;
            /** @enum {string} */
            readonly state: "live" | "ended";
            readonly title: string;
        };
        readonly Settings: {
            readonly attendance: components["schemas"]["AttendancePolicy"];
            readonly emptyGraceSeconds: number;
            readonly maxParticipants: number;
        };
        readonly SettingsPatch: {
            readonly attendance?: components["schemas"]["AttendancePolicy"];
            readonly emptyGraceSeconds?: number | null;
            readonly maxParticipants?: number | null;
        };
        readonly Token: {
            readonly classroomId: string;
            /** Format: date-time */
            readonly expiresAt: string | null;
            readonly locale: string;
            readonly me: components["schemas"]["Me"];
            readonly returnUrl: string;
            readonly token: string;
        };
        readonly Welcome: {
            /** Format: double */
            readonly beatSeconds: number;
            readonly epoch: string;
            /** @enum {string} */
            readonly media: "up" | "down";
            /** Format: int64 */
            readonly offset: number;
            readonly people: readonly components["schemas"]["Person"][];
            /** Format: date-time */
            readonly serverTime: string;
            readonly session: components["schemas"]["SessionInfo"];
            /** @enum {string} */
            readonly type: "welcome";
            readonly you: components["schemas"]["You"];
        };
        readonly You: {
            readonly connectionId: string;
            /** @enum {string} */
            readonly role: "instructor" | "assistant" | "learner" | "observer";
            readonly userId: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
