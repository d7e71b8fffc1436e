// Written by "make gen" from the server's description of its API. Don't edit.

export interface paths {
    readonly "/api/v1/admin/forward": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The record stores that statements go to, and how each is doing. */
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
                        readonly "application/json": readonly components["schemas"]["RecordStore"][];
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
        /** Add a record store; what was told before goes there by filling it. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["RecordStoreInput"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 201: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["RecordStore"];
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
    readonly "/api/v1/admin/forward/{destination}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /** Change a record store, but for how people are named to it. */
        readonly put: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly destination: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["RecordStoreInput"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["RecordStore"];
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
        /** Forget a record store, what waits for it, and its key of pseudonyms. */
        readonly delete: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly destination: string;
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
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/admin/forward/{destination}/fill": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Queue statements of a session or a span of time that the record store lacks, or all of them again. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly destination: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["FillInput"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["FillAnswer"];
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
    readonly "/api/v1/admin/forward/{destination}/pause": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Keep back what is for a record store until it is resumed. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly destination: string;
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
                        readonly "application/json": components["schemas"]["RecordStore"];
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
    readonly "/api/v1/admin/forward/{destination}/refused": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Statements that the record store refuses, with its words; ?reason=… for those of one, ?after=… for the next. */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly destination: string;
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
                        readonly "application/json": components["schemas"]["RefusedPage"];
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
    readonly "/api/v1/admin/forward/{destination}/refused.jsonl": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The refused statements as they were sent, one a line. */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly destination: string;
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
    readonly "/api/v1/admin/forward/{destination}/refused/drop": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Let refused statements be. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly destination: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["RefusedInput"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["RefusedAnswer"];
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
    readonly "/api/v1/admin/forward/{destination}/refused/retry": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Queue refused statements again. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly destination: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["RefusedInput"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["RefusedAnswer"];
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
    readonly "/api/v1/admin/forward/{destination}/resume": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Test a record store, and go on where that is good. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly destination: string;
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
                        readonly "application/json": components["schemas"]["StoreTest"];
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
    readonly "/api/v1/admin/forward/{destination}/test": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Ask a record store harmless questions with what is to be changed of it. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly destination: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["RecordStoreInput"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["StoreTest"];
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
    readonly "/api/v1/admin/forward/choices": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What a filter and a fill can be about: classrooms, and sessions of which something was told. */
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
                        readonly "application/json": components["schemas"]["StoreChoices"];
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
    readonly "/api/v1/admin/forward/test": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Ask a record store that isn't added yet harmless questions; nothing is written there. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["RecordStoreInput"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["StoreTest"];
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
    readonly "/api/v1/admin/invites": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Invites that can still be used. */
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
                        readonly "application/json": readonly components["schemas"]["PlatformInvite"][];
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
        /** Make a single-use address with which an LMS registers by itself. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["InviteInput"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 201: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["PlatformInvite"];
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
    readonly "/api/v1/admin/invites/{invite}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Withdraw an invite. */
        readonly delete: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly invite: string;
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
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/admin/keys": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The keys that Lectern signs with. */
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
                        readonly "application/json": readonly components["schemas"]["AdminKey"][];
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
        /** Publish a new key, which signs a day later. */
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
                        readonly "application/json": readonly components["schemas"]["AdminKey"][];
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
    readonly "/api/v1/admin/keys/{key}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Take a key that no longer signs out of the key set. */
        readonly delete: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly key: string;
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
                        readonly "application/json": readonly components["schemas"]["AdminKey"][];
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
    readonly "/api/v1/admin/keys/{key}/use": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Let a key that waits sign at once. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly key: string;
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
                        readonly "application/json": readonly components["schemas"]["AdminKey"][];
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
    readonly "/api/v1/admin/platforms": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The LMSs that Lectern is registered with, and how they are doing. */
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
                        readonly "application/json": readonly components["schemas"]["Platform"][];
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
        /** Register an LMS by hand. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["PlatformInput"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 201: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Platform"];
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
    readonly "/api/v1/admin/platforms/{platform}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /** Change a registration, but for issuer and client id. */
        readonly put: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly platform: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["PlatformEdit"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Platform"];
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
        /** Forget a registration; its classrooms and records stay. */
        readonly delete: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly platform: string;
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
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/admin/platforms/{platform}/doctor": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Walk through a registration; one JSON object a line (DoctorStep), as each step is done. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly platform: string;
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
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/admin/setup": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What to enter in an LMS that is connected by hand. */
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
                        readonly "application/json": components["schemas"]["PlatformSetup"];
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
    readonly "/api/v1/admin/token": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Exchange the single-use code of `lectern admin link` for the administrator's token. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["AdminCode"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["AdminToken"];
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
        /** Sign out: the token is of no use any more. */
        readonly delete: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
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
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/admin/tokens": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** End every session of the admin pages, this one too, and links that weren't opened yet. */
        readonly delete: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
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
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/boards/{id}/authors": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who the Yjs clients of a document are. */
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
                        readonly "application/json": components["schemas"]["AuthorList"];
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
    readonly "/api/v1/boards/{id}/background": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The picture below the ink of an imported page. */
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
    readonly "/api/v1/boards/{id}/images": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Upload a picture for a page: PNG, JPEG, WebP or GIF. */
        readonly post: {
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
                    readonly "application/octet-stream": string;
                };
            };
            readonly responses: {
                /** @description success */
                readonly 201: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Image"];
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
    readonly "/api/v1/boards/{id}/images/{fileId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A picture on a page. */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly fileId: string;
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
    readonly "/api/v1/boards/{id}/log": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The history of a page, from ?after= on, at most ?limit= updates. */
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
                        readonly "application/json": components["schemas"]["LogPart"];
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
    readonly "/api/v1/boards/{id}/text": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The text of an imported page. */
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
                        readonly "application/json": components["schemas"]["PageText"];
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
    readonly "/api/v1/classrooms/{id}/analytics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What the classes of a term came to. */
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
                        readonly "application/json": components["schemas"]["Analytics"];
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
    readonly "/api/v1/classrooms/{id}/analytics/{file}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A table of the term as CSV: sessions.csv, attendance.csv, slipping.csv, equity.csv, questions.csv, mastery.csv. */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly file: string;
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
    readonly "/api/v1/classrooms/{id}/breakouts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The breakouts of a classroom that can be gone on with, the newest first. */
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
                        readonly "application/json": readonly components["schemas"]["EarlierBreakout"][];
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
    readonly "/api/v1/classrooms/{id}/breakouts/saved": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The sets of groups that are kept in a classroom, by their names. */
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
                        readonly "application/json": readonly components["schemas"]["SavedBreakout"][];
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
        /** Keep a set of groups to use it again. */
        readonly post: {
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
                    readonly "application/json": components["schemas"]["BreakoutToSave"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 201: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["SavedBreakout"];
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
    readonly "/api/v1/classrooms/{id}/breakouts/saved/{saved}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Delete a set of groups that was kept. */
        readonly delete: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                    readonly saved: string;
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
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/classrooms/{id}/copy": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Of which classrooms this one is a copy, with the settings that it may take over from each. */
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
                        readonly "application/json": components["schemas"]["CopyOffer"];
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
        /** Take the settings of one of them over, once. */
        readonly post: {
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
                    readonly "application/json": components["schemas"]["CopyChoice"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["CopyOffer"];
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
        /** Take nothing over, and don't be asked again. */
        readonly delete: {
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
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/classrooms/{id}/course/analytics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What the classes of the course came to, in all classrooms of it that the caller teaches. */
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
                        readonly "application/json": components["schemas"]["Analytics"];
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
    readonly "/api/v1/classrooms/{id}/course/analytics/{file}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A table of the course as CSV. */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly file: string;
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
    readonly "/api/v1/classrooms/{id}/grading": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The grading policy and the columns of a classroom. */
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
                        readonly "application/json": components["schemas"]["GradingRules"];
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
        /** Change the grading policy and the columns. */
        readonly put: {
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
                    readonly "application/json": components["schemas"]["GradingChange"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["GradingRules"];
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
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/classrooms/{id}/grading/preview": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** What a changed policy would do to the last session; nothing is kept. */
        readonly post: {
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
                    readonly "application/json": components["schemas"]["GradingRules"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["GradingPreview"];
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
    readonly "/api/v1/classrooms/{id}/people": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who is and was of the classroom, with groups, changes and how the refreshing goes. It is refreshed meanwhile where it is old. */
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
                        readonly "application/json": components["schemas"]["RosterPage"];
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
    readonly "/api/v1/classrooms/{id}/people/refresh": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Ask the LMS now who is of the classroom. */
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
                        readonly "application/json": components["schemas"]["RosterPage"];
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
    readonly "/api/v1/classrooms/{id}/polls": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The prepared polls of a classroom, in their order. */
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
                        readonly "application/json": readonly components["schemas"]["PreparedPoll"][];
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
        /** Prepare a poll. */
        readonly post: {
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
                    readonly "application/json": components["schemas"]["PollDefinition"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 201: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["PreparedPoll"];
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
    readonly "/api/v1/classrooms/{id}/polls/{poll}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /** Change a prepared poll. */
        readonly put: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                    readonly poll: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["PollDefinition"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["PreparedPoll"];
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
        /** Delete a prepared poll. */
        readonly delete: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                    readonly poll: string;
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
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/classrooms/{id}/polls/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The prepared polls as a file; ?format=csv or gift. */
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
    readonly "/api/v1/classrooms/{id}/polls/import": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Prepare the polls of a CSV or GIFT file, all or none. */
        readonly post: {
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
                    readonly "application/json": components["schemas"]["PollImport"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["PollImported"];
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
    readonly "/api/v1/classrooms/{id}/polls/order": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /** Put the prepared polls in an order. */
        readonly put: {
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
                    readonly "application/json": components["schemas"]["PollOrder"];
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
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/classrooms/{id}/records/{user}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What the classroom has of one person, session by session. */
        readonly get: {
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
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Record"];
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
    readonly "/api/v1/link/choice": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What the LMS asked for, and the classrooms that the course has. */
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
                        readonly "application/json": components["schemas"]["LinkChoice"];
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
        /** Answer the LMS with links to classrooms, or with none to cancel. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path?: never;
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["LinkAnswer"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["LinkCode"];
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
    readonly "/api/v1/sessions/{id}/boards": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The pages of a session's board, also after the class. */
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
                        readonly "application/json": components["schemas"]["PageList"];
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
    readonly "/api/v1/sessions/{id}/boards/imports": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Upload a PDF, slides or a picture that becomes pages behind ?after=, called ?name=. */
        readonly post: {
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
                    readonly "application/octet-stream": string;
                };
            };
            readonly responses: {
                /** @description success */
                readonly 202: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["Import"];
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
    readonly "/api/v1/sessions/{id}/boards/imports/{importId}/source": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The PDF that pages were made of. */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                    readonly importId: string;
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
    readonly "/api/v1/sessions/{id}/breakouts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The breakouts of a session with who was in which group; learners get those that were opened. */
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
                        readonly "application/json": components["schemas"]["SessionBreakouts"];
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
    readonly "/api/v1/sessions/{id}/breakouts/files": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The files of tasks that the caller may see now, of all breakouts of a session. */
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
                        readonly "application/json": readonly components["schemas"]["File"][];
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
    readonly "/api/v1/sessions/{id}/breakouts/proposal": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Form groups out of learners; nothing is kept. */
        readonly post: {
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
                    readonly "application/json": components["schemas"]["BreakoutWish"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["BreakoutProposal"];
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
    readonly "/api/v1/sessions/{id}/chat/audit": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What was edited and deleted, and what it said. */
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
                        readonly "application/json": readonly components["schemas"]["ChatAudit"][];
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
    readonly "/api/v1/sessions/{id}/chat/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The chat as ?format=csv, txt or json, without private messages. */
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
    readonly "/api/v1/sessions/{id}/desk": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The grading desk: learners and columns, what the LMS has and what would be sent. */
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
                        readonly "application/json": components["schemas"]["Desk"];
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
    readonly "/api/v1/sessions/{id}/files": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Upload a file; its name is percent-encoded in ?name= or the header X-File-Name. */
        readonly post: {
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
                    readonly "application/octet-stream": string;
                };
            };
            readonly responses: {
                /** @description success */
                readonly 201: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["File"];
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
    readonly "/api/v1/sessions/{id}/files/{fileId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The bytes of a file. */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly fileId: string;
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
    readonly "/api/v1/sessions/{id}/grades.csv": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The grading desk as CSV (RFC 4180, UTF-8). */
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
    readonly "/api/v1/sessions/{id}/grades.xlsx": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The grading desk as an Excel workbook. */
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
    readonly "/api/v1/sessions/{id}/grades/{user}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A person's scores with what made them; a learner gets their own. */
        readonly get: {
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
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["PersonGrades"];
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
    readonly "/api/v1/sessions/{id}/grades/{user}/{activity}/excuse": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /** Leave a session out of a person's column, with a reason. */
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
                    readonly "application/json": components["schemas"]["ScoreExcuse"];
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
    readonly "/api/v1/sessions/{id}/grades/plan": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** The requests that sending would make; nothing is sent. */
        readonly post: {
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
                    readonly "application/json": components["schemas"]["ScoreSelection"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["SendPlan"];
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
    readonly "/api/v1/sessions/{id}/grades/read": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Read what the LMS's gradebook has, and return the desk. */
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
                        readonly "application/json": components["schemas"]["Desk"];
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
    readonly "/api/v1/sessions/{id}/grades/send": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Send scores, held or not. */
        readonly post: {
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
                    readonly "application/json": components["schemas"]["ScoreSelection"];
                };
            };
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
    readonly "/api/v1/sessions/{id}/groups/{group}/grades": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Give all members of a breakout group the same mark, with a reason. */
        readonly post: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly group: string;
                    readonly id: string;
                };
                readonly cookie?: never;
            };
            readonly requestBody: {
                readonly content: {
                    readonly "application/json": components["schemas"]["GroupMark"];
                };
            };
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
        /** What the caller needs to enter the session, in the room where they are now; the main room with ?room=main. */
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
    readonly "/api/v1/sessions/{id}/listen": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** What staff need to listen to a group, or to speak into it, from elsewhere. */
        readonly post: {
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
                    readonly "application/json": components["schemas"]["GroupToHear"];
                };
            };
            readonly responses: {
                /** @description success */
                readonly 200: {
                    headers: {
                        readonly [name: string]: unknown;
                    };
                    content: {
                        readonly "application/json": components["schemas"]["LiveKit"];
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
    readonly "/api/v1/sessions/{id}/messages": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Older messages: those before ?before= (a message's id; the newest without), at most ?limit=. */
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
                        readonly "application/json": components["schemas"]["ChatPage"];
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
    readonly "/api/v1/sessions/{id}/note": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Where the shared note is: of the room that the caller is in, of ?group=, or of all (?group=main). */
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
                        readonly "application/json": components["schemas"]["Note"];
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
    readonly "/api/v1/sessions/{id}/notes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The notes of a session that the caller may read, also after the class. */
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
                        readonly "application/json": components["schemas"]["NoteList"];
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
    readonly "/api/v1/sessions/{id}/polls": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The polls of a session as the caller may see them. */
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
                        readonly "application/json": components["schemas"]["PollHistory"];
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
    readonly "/api/v1/sessions/{id}/polls/{poll}/answers": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who answered what in a named poll. */
        readonly get: {
            readonly parameters: {
                readonly query?: never;
                readonly header?: never;
                readonly path: {
                    readonly id: string;
                    readonly poll: string;
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
                        readonly "application/json": readonly components["schemas"]["PollAnswer"][];
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
    readonly "/api/v1/sessions/{id}/polls/results": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The answers of a session as a file; ?format=csv. */
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
        readonly Ack: {
            readonly id: string;
            /** Format: int64 */
            readonly offset: number;
            readonly result?: unknown;
            /** @enum {string} */
            readonly type: "ack";
        };
        readonly AdminCode: {
            readonly code: string;
        };
        readonly AdminKey: {
            /** Format: date-time */
            readonly createdAt: string | null;
            readonly id: string;
            /** Format: date-time */
            readonly signsAt: string | null;
            /** @enum {string} */
            readonly state: "next" | "signing" | "old";
        };
        readonly AdminToken: {
            /** Format: date-time */
            readonly expiresAt: string | null;
            readonly token: string;
        };
        readonly Analytics: {
            readonly classrooms: readonly components["schemas"]["AnalyticsClassroom"][];
            readonly equity: readonly components["schemas"]["AnalyticsEquity"][];
            readonly learners: readonly components["schemas"]["AnalyticsLearner"][];
            readonly queries: readonly components["schemas"]["AnalyticsQuery"][];
            readonly questions: readonly components["schemas"]["AnalyticsQuestion"][];
            readonly sessions: readonly components["schemas"]["AnalyticsSession"][];
            readonly slipping: readonly components["schemas"]["AnalyticsSlip"][];
        };
        readonly AnalyticsAccount: {
            readonly homePage: string;
            readonly name: string;
        };
        readonly AnalyticsCell: {
            /** Format: double */
            readonly share: number;
            /** @enum {string} */
            readonly status: "" | "present" | "late" | "left_early" | "partial" | "absent";
        };
        readonly AnalyticsClassroom: {
            readonly id: string;
            readonly title: string;
        };
        readonly AnalyticsEquity: {
            /** Format: double */
            readonly gini: number;
            readonly half: number;
            /** @enum {string} */
            readonly measure: "talk" | "messages" | "actions";
            readonly quiet: number;
            readonly shares: readonly components["schemas"]["AnalyticsShare"][];
            /** Format: double */
            readonly staff: number | null;
            readonly top: number;
            /** Format: double */
            readonly topShare: number;
            /** Format: double */
            readonly total: number;
        };
        readonly AnalyticsLearner: {
            readonly account: components["schemas"]["AnalyticsAccount"];
            readonly answered: number;
            readonly asked: number;
            readonly attended: number;
            readonly cells: readonly components["schemas"]["AnalyticsCell"][];
            readonly classroomId: string;
            readonly counted: number;
            readonly left: boolean;
            readonly name: string;
            readonly right: number;
            /** Format: double */
            readonly share: number;
            /** @enum {string} */
            readonly trend: "" | "up" | "down" | "steady";
            readonly userId: string;
        };
        readonly AnalyticsQuery: {
            readonly classroomId: string;
            /** @enum {string} */
            readonly figure: "attendance" | "completion" | "talk" | "messages" | "answers";
            readonly query: string;
        };
        readonly AnalyticsQuestion: {
            readonly anonymous: boolean;
            readonly graded: boolean;
            readonly judged: number;
            /** @enum {string} */
            readonly kind: "single" | "multiple" | "yes_no" | "scale" | "text" | "word_cloud" | "ordering";
            readonly present: number;
            readonly right: number;
            readonly sessions: readonly string[];
            readonly text: string;
            readonly voted: number;
        };
        readonly AnalyticsReason: {
            /** Format: double */
            readonly before: number;
            readonly classes: number;
            /** @enum {string} */
            readonly kind: "never_came" | "missed_in_row" | "present_less" | "took_part_less";
            /** Format: date-time */
            readonly lastSeen: string | null;
            /** Format: double */
            readonly recent: number;
        };
        readonly AnalyticsSession: {
            readonly absent: number;
            readonly classroomId: string;
            readonly counted: boolean;
            /** Format: date-time */
            readonly endedAt: string | null;
            readonly expected: number;
            readonly id: string;
            readonly late: number;
            readonly leftEarly: number;
            readonly partial: number;
            readonly present: number;
            readonly registration: string;
            /** Format: double */
            readonly share: number;
            /** Format: date-time */
            readonly startedAt: string | null;
            readonly title: string;
        };
        readonly AnalyticsShare: {
            readonly name: string;
            /** Format: double */
            readonly share: number;
            readonly userId: string;
            /** Format: double */
            readonly value: number;
        };
        readonly AnalyticsSlip: {
            readonly classroomId: string;
            readonly name: string;
            readonly reasons: readonly components["schemas"]["AnalyticsReason"][];
            readonly userId: string;
        };
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
        readonly AttendanceScoring: {
            /** Format: double */
            readonly fullAt: number;
            readonly lateAllowanceSeconds: number;
            /** Format: double */
            readonly minimum: number;
        };
        readonly Author: {
            readonly client: number;
            readonly color: string;
            readonly name: string;
            readonly userId: string;
        };
        readonly AuthorList: {
            readonly authors: readonly components["schemas"]["Author"][];
        };
        readonly Background: {
            readonly height: number;
            readonly importId: string;
            readonly page: number;
            readonly width: number;
        };
        readonly Beat: {
            /** Format: int64 */
            readonly offset: number;
            /** Format: date-time */
            readonly serverTime: string;
            /** @enum {string} */
            readonly type: "beat";
        };
        readonly Board: {
            readonly id: string;
            readonly url: string;
        };
        readonly BoardAdd: {
            readonly after?: string;
            readonly copyOf?: string;
            readonly groupId?: string;
            readonly id: string;
            /** @enum {string} */
            readonly template?: "blank" | "grid" | "ruled" | "axes" | "music";
            readonly title?: string;
            /** @enum {string} */
            readonly type: "board.add";
        };
        readonly BoardAdded: {
            readonly after: string;
            /** Format: date-time */
            readonly at: string;
            readonly by?: string;
            /** Format: int64 */
            readonly offset: number;
            readonly page: components["schemas"]["Page"];
            /** @enum {string} */
            readonly type: "board.added";
        };
        readonly BoardChange: {
            /** @enum {string} */
            readonly access?: "none" | "all" | "chosen";
            readonly boardId: string;
            readonly editOthers?: boolean | null;
            readonly id: string;
            readonly locked?: boolean | null;
            /** @enum {string} */
            readonly template?: "blank" | "grid" | "ruled" | "axes" | "music";
            readonly title?: string | null;
            /** @enum {string} */
            readonly type: "board.change";
            readonly writers?: readonly string[] | null;
        };
        readonly BoardChanged: {
            /** Format: date-time */
            readonly at: string;
            readonly by: string;
            /** Format: int64 */
            readonly offset: number;
            readonly page: components["schemas"]["Page"];
            /** @enum {string} */
            readonly type: "board.changed";
        };
        readonly BoardHidden: {
            /** Format: date-time */
            readonly at: string;
            readonly groupIds: readonly string[];
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "board.hidden";
        };
        readonly BoardImport: {
            /** Format: date-time */
            readonly at: string;
            readonly import: components["schemas"]["Import"];
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "board.import";
        };
        readonly BoardMade: {
            readonly boardId: string;
        };
        readonly BoardMove: {
            readonly after: string;
            readonly boardId: string;
            readonly id: string;
            /** @enum {string} */
            readonly type: "board.move";
        };
        readonly BoardMoved: {
            /** Format: date-time */
            readonly at: string;
            readonly boardIds: readonly string[];
            readonly by: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "board.moved";
        };
        readonly BoardRemove: {
            readonly boardId: string;
            readonly id: string;
            /** @enum {string} */
            readonly type: "board.remove";
        };
        readonly BoardRemoved: {
            /** Format: date-time */
            readonly at: string;
            readonly boardId: string;
            readonly by: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "board.removed";
        };
        readonly BoardRestore: {
            readonly boardId: string;
            readonly id: string;
            /** @enum {string} */
            readonly type: "board.restore";
        };
        readonly BoardShow: {
            readonly boardId: string;
            readonly id: string;
            /** @enum {string} */
            readonly type: "board.show";
        };
        readonly BoardSnapshot: {
            readonly imports: readonly components["schemas"]["Import"][];
            readonly pages: readonly components["schemas"]["Page"][];
            readonly shown: components["schemas"]["Shown"];
        };
        readonly BoardWasShown: {
            /** Format: date-time */
            readonly at: string;
            readonly boardId: string;
            readonly by?: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "board.shown";
        };
        readonly Breakout: {
            readonly breakoutId: string;
            /** @enum {string} */
            readonly choice: "none" | "free";
            /** Format: date-time */
            readonly closedAt: string | null;
            /** Format: date-time */
            readonly closesAt: string | null;
            readonly copyOf: string;
            readonly countdown: number;
            /** Format: date-time */
            readonly endsAt: string | null;
            readonly files: readonly string[];
            readonly from?: string;
            readonly groups: readonly components["schemas"]["BreakoutGroup"][];
            readonly mayReturn: boolean;
            readonly name: string;
            readonly number: number;
            /** Format: date-time */
            readonly openedAt: string | null;
            /** @enum {string} */
            readonly phase: "planned" | "open" | "closing" | "closed";
            /** Format: date-time */
            readonly plannedAt: string | null;
            readonly seconds: number;
            readonly task: string;
            readonly template: string;
        };
        readonly BreakoutAdd: {
            readonly id: string;
            readonly name: string;
            /** @enum {string} */
            readonly type: "breakout.add";
        };
        readonly BreakoutAnswerHelp: {
            readonly groupId: string;
            readonly id: string;
            /** @enum {string} */
            readonly type: "breakout.helped";
        };
        readonly BreakoutAssign: {
            readonly groupId: string;
            readonly id: string;
            /** @enum {string} */
            readonly type: "breakout.assign";
            readonly userId: string;
        };
        readonly BreakoutAttach: {
            readonly files: readonly string[];
            readonly groupId?: string;
            readonly id: string;
            /** @enum {string} */
            readonly type: "breakout.attach";
        };
        readonly BreakoutAttend: {
            readonly groupIds: readonly string[];
            readonly id: string;
            /** @enum {string} */
            readonly type: "breakout.attend";
            readonly userId: string;
        };
        readonly BreakoutAttends: {
            /** Format: date-time */
            readonly at: string;
            readonly breakoutId: string;
            readonly by: string;
            readonly groupIds: readonly string[];
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "breakout.attends";
            readonly userId: string;
        };
        readonly BreakoutChange: {
            readonly cap?: number | null;
            readonly groupId: string;
            readonly id: string;
            readonly name?: string | null;
            readonly task?: string | null;
            /** @enum {string} */
            readonly type: "breakout.change";
        };
        readonly BreakoutChoose: {
            readonly groupId: string;
            readonly id: string;
            /** @enum {string} */
            readonly type: "breakout.choose";
        };
        readonly BreakoutClose: {
            readonly id: string;
            readonly seconds?: number | null;
            /** @enum {string} */
            readonly type: "breakout.close";
        };
        readonly BreakoutClosed: {
            /** Format: date-time */
            readonly at: string;
            readonly breakout: components["schemas"]["Breakout"];
            readonly by: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "breakout.closed";
        };
        readonly BreakoutClosing: {
            /** Format: date-time */
            readonly at: string;
            readonly breakout: components["schemas"]["Breakout"];
            readonly by: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "breakout.closing";
        };
        readonly BreakoutDiscard: {
            readonly breakoutId: string;
            readonly id: string;
            /** @enum {string} */
            readonly type: "breakout.discard";
        };
        readonly BreakoutDiscarded: {
            /** Format: date-time */
            readonly at: string;
            readonly breakoutId: string;
            readonly by: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "breakout.discarded";
        };
        readonly BreakoutDone: {
            readonly done: boolean;
            readonly id: string;
            /** @enum {string} */
            readonly type: "breakout.done";
        };
        readonly BreakoutGroup: {
            readonly attendants: readonly string[];
            readonly cap: number;
            /** Format: date-time */
            readonly doneAt: string | null;
            readonly files: readonly string[];
            readonly goesOn?: string;
            readonly groupId: string;
            /** Format: date-time */
            readonly helpAt: string | null;
            readonly helpBy?: string;
            readonly members: readonly string[];
            readonly mergedInto?: string;
            readonly name: string;
            readonly out: readonly string[];
            readonly splitFrom?: string;
            readonly task: string;
            readonly visitors: readonly string[];
        };
        readonly BreakoutGroupChanged: {
            /** Format: date-time */
            readonly at: string;
            readonly breakoutId: string;
            readonly by: string;
            readonly group: components["schemas"]["BreakoutGroup"];
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "breakout.group";
        };
        readonly BreakoutGroupMade: {
            readonly groupId: string;
        };
        readonly BreakoutGroupPlan: {
            readonly attendants: readonly string[];
            readonly cap: number;
            readonly files: readonly string[];
            readonly groupId?: string;
            readonly members: readonly string[];
            readonly name: string;
            readonly task: string;
        };
        readonly BreakoutGroupsChanged: {
            /** Format: date-time */
            readonly at: string;
            readonly breakout: components["schemas"]["Breakout"];
            readonly by: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "breakout.groups";
        };
        readonly BreakoutHelp: {
            readonly id: string;
            readonly on: boolean;
            /** @enum {string} */
            readonly type: "breakout.help";
        };
        readonly BreakoutKeep: {
            readonly id: string;
            /** @enum {string} */
            readonly type: "breakout.keep";
        };
        readonly BreakoutKept: {
            /** Format: date-time */
            readonly at: string;
            readonly breakoutId: string;
            readonly by: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "breakout.kept";
        };
        readonly BreakoutMade: {
            readonly breakoutId: string;
        };
        readonly BreakoutMakePlan: {
            readonly breakoutId?: string;
            readonly goesOn?: string;
            readonly groups: readonly components["schemas"]["BreakoutGroupPlan"][];
            readonly id: string;
            readonly name: string;
            readonly plan: components["schemas"]["BreakoutPlan"];
            /** @enum {string} */
            readonly type: "breakout.plan";
        };
        readonly BreakoutMember: {
            readonly name: string;
            readonly userId: string;
        };
        readonly BreakoutMerge: {
            readonly groupId: string;
            readonly id: string;
            readonly into: string;
            /** @enum {string} */
            readonly type: "breakout.merge";
        };
        readonly BreakoutMessage: {
            readonly all: boolean;
            /** Format: date-time */
            readonly at: string;
            readonly breakoutId: string;
            readonly by: string;
            readonly groupIds: readonly string[];
            readonly messageId: string;
            readonly name: string;
            readonly text: string;
        };
        readonly BreakoutOpen: {
            readonly breakoutId: string;
            readonly id: string;
            /** @enum {string} */
            readonly type: "breakout.open";
        };
        readonly BreakoutOpened: {
            /** Format: date-time */
            readonly at: string;
            readonly breakout: components["schemas"]["Breakout"];
            readonly by: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "breakout.opened";
        };
        readonly BreakoutPerson: {
            /** Format: date-time */
            readonly at: string;
            readonly breakoutId: string;
            readonly by: string;
            readonly groupId: string;
            /** Format: int64 */
            readonly offset: number;
            readonly out: boolean;
            /** @enum {string} */
            readonly type: "breakout.person";
            readonly userId: string;
            readonly visits: string;
        };
        readonly BreakoutPlan: {
            /** @enum {string} */
            readonly choice: "none" | "free";
            readonly copyOf: string;
            readonly countdown: number;
            readonly files: readonly string[];
            readonly mayReturn: boolean;
            readonly seconds: number;
            readonly task: string;
            readonly template: string;
        };
        readonly BreakoutProposal: {
            readonly errors: readonly components["schemas"]["ProposalError"][];
            readonly groups: readonly components["schemas"]["ProposedGroup"][];
            readonly notes: readonly components["schemas"]["ProposalNote"][];
            readonly unassigned: readonly string[];
        };
        readonly BreakoutRejoin: {
            readonly id: string;
            /** @enum {string} */
            readonly type: "breakout.rejoin";
        };
        readonly BreakoutReturn: {
            readonly id: string;
            /** @enum {string} */
            readonly type: "breakout.return";
        };
        readonly BreakoutSaid: {
            readonly all: boolean;
            /** Format: date-time */
            readonly at: string;
            readonly breakoutId: string;
            readonly by: string;
            readonly groupIds: readonly string[];
            readonly messageId: string;
            readonly name: string;
            /** Format: int64 */
            readonly offset: number;
            readonly text: string;
            /** @enum {string} */
            readonly type: "breakout.said";
        };
        readonly BreakoutSay: {
            readonly groupIds: readonly string[];
            readonly id: string;
            readonly text: string;
            /** @enum {string} */
            readonly type: "breakout.say";
        };
        readonly BreakoutSetTime: {
            readonly id: string;
            readonly seconds: number;
            /** @enum {string} */
            readonly type: "breakout.time";
        };
        readonly BreakoutSnapshot: {
            readonly breakouts: readonly components["schemas"]["Breakout"][];
            readonly said: readonly components["schemas"]["BreakoutMessage"][];
        };
        readonly BreakoutSpeaking: {
            readonly speaking: {
                readonly [key: string]: readonly string[];
            };
            /** @enum {string} */
            readonly type: "breakout.speaking";
        };
        readonly BreakoutSplit: {
            readonly groupId: string;
            readonly id: string;
            readonly members: readonly string[];
            readonly name: string;
            /** @enum {string} */
            readonly type: "breakout.split";
        };
        readonly BreakoutTime: {
            /** Format: date-time */
            readonly at: string;
            readonly breakoutId: string;
            readonly by: string;
            /** Format: date-time */
            readonly endsAt: string | null;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "breakout.time";
        };
        readonly BreakoutToSave: {
            readonly groups: readonly components["schemas"]["BreakoutGroupPlan"][];
            readonly name: string;
            readonly plan: components["schemas"]["BreakoutPlan"];
        };
        readonly BreakoutVisit: {
            readonly groupId: string;
            readonly id: string;
            /** @enum {string} */
            readonly type: "breakout.visit";
        };
        readonly BreakoutWasPlanned: {
            /** Format: date-time */
            readonly at: string;
            readonly breakout: components["schemas"]["Breakout"];
            readonly by: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "breakout.planned";
        };
        readonly BreakoutWish: {
            readonly breakoutId?: string;
            readonly csv?: string;
            readonly groups?: number;
            /** @enum {string} */
            readonly how: "random" | "order" | "new" | "last" | "lms" | "talk" | "poll" | "csv";
            readonly people: readonly string[];
            readonly pollId?: string;
            /** Format: int64 */
            readonly seed?: number | null;
            readonly set?: string;
            readonly size?: number;
            readonly together?: boolean;
        };
        readonly CellID: {
            readonly activity: string;
            readonly userId: string;
        };
        readonly ChatAudit: {
            /** @enum {string} */
            readonly action: "edit" | "delete";
            /** Format: date-time */
            readonly at: string;
            readonly author: string;
            readonly by: string;
            /** @enum {string} */
            readonly byRole: "instructor" | "assistant" | "learner" | "observer";
            readonly messageId: string;
            readonly oldText: string;
        };
        readonly ChatDelete: {
            readonly messageId: string;
            /** @enum {string} */
            readonly type: "chat.delete";
        };
        readonly ChatDeleted: {
            /** Format: date-time */
            readonly at: string;
            readonly deletedBy: string;
            readonly message: components["schemas"]["ChatMessage"];
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "chat.deleted";
        };
        readonly ChatDeletion: {
            /** Format: date-time */
            readonly at: string;
            readonly by?: string;
        };
        readonly ChatEdit: {
            readonly messageId: string;
            readonly text: string;
            /** @enum {string} */
            readonly type: "chat.edit";
        };
        readonly ChatEdited: {
            /** Format: date-time */
            readonly at: string;
            /** Format: date-time */
            readonly editedAt: string;
            readonly messageId: string;
            /** Format: int64 */
            readonly offset: number;
            readonly text: string;
            /** @enum {string} */
            readonly type: "chat.edited";
        };
        readonly ChatMessage: {
            readonly deleted?: components["schemas"]["ChatDeletion"];
            /** Format: date-time */
            readonly editedAt?: string | null;
            readonly files?: readonly components["schemas"]["File"][];
            readonly messageId: string;
            readonly name: string;
            /** Format: int64 */
            readonly number: number;
            readonly reactions?: readonly components["schemas"]["ChatReaction"][];
            readonly replyTo?: string;
            /** @enum {string} */
            readonly role: "instructor" | "assistant" | "learner" | "observer";
            /** Format: date-time */
            readonly sentAt: string;
            readonly text: string;
            readonly to: components["schemas"]["ChatTo"];
            readonly userId: string;
        };
        readonly ChatMute: {
            readonly muted: boolean;
            /** @enum {string} */
            readonly type: "chat.mute";
            readonly userId: string;
        };
        readonly ChatMuteChanged: {
            /** Format: date-time */
            readonly at: string;
            readonly muted: boolean;
            readonly name: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "chat.muted";
            readonly userId: string;
        };
        readonly ChatMuted: {
            readonly name: string;
            readonly userId: string;
        };
        readonly ChatPage: {
            readonly messages: readonly components["schemas"]["ChatMessage"][];
            readonly older: boolean;
            readonly quotes: readonly components["schemas"]["ChatQuote"][];
        };
        readonly ChatQuote: {
            readonly deleted?: boolean;
            readonly files?: number;
            readonly messageId: string;
            readonly name: string;
            readonly text: string;
        };
        readonly ChatQuoted: {
            readonly messageId: string;
            readonly name: string;
        };
        readonly ChatReact: {
            readonly emoji: string;
            readonly messageId: string;
            readonly on: boolean;
            /** @enum {string} */
            readonly type: "chat.react";
        };
        readonly ChatReacted: {
            /** Format: date-time */
            readonly at: string;
            readonly count: number;
            readonly emoji: string;
            readonly messageId: string;
            /** Format: int64 */
            readonly offset: number;
            readonly on: boolean;
            /** @enum {string} */
            readonly type: "chat.reacted";
            readonly userId: string;
        };
        readonly ChatReaction: {
            readonly count: number;
            readonly emoji: string;
            readonly mine: boolean;
        };
        readonly ChatRead: {
            /** @enum {string} */
            readonly type: "chat.read";
            /** Format: int64 */
            readonly upTo: number;
        };
        readonly ChatReadChanged: {
            /** Format: date-time */
            readonly at: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "chat.read";
            /** Format: int64 */
            readonly upTo: number;
            readonly userId: string;
        };
        readonly ChatSend: {
            readonly fileIds?: readonly string[];
            readonly replyTo?: string;
            readonly text: string;
            readonly to: components["schemas"]["ChatTo"];
            /** @enum {string} */
            readonly type: "chat.send";
        };
        readonly ChatSendResult: {
            readonly messageId: string;
            /** Format: int64 */
            readonly number: number;
        };
        readonly ChatSent: {
            /** Format: date-time */
            readonly at: string;
            readonly message: components["schemas"]["ChatMessage"];
            /** Format: int64 */
            readonly offset: number;
            readonly quote?: components["schemas"]["ChatQuoted"];
            /** @enum {string} */
            readonly type: "chat.sent";
        };
        readonly ChatSetSettings: {
            /** @enum {string} */
            readonly learners: "everyone" | "staff_only" | "off";
            readonly private: boolean;
            /** @enum {string} */
            readonly type: "chat.settings";
        };
        readonly ChatSettings: {
            /** @enum {string} */
            readonly learners: "everyone" | "staff_only" | "off";
            readonly private: boolean;
        };
        readonly ChatSettingsChanged: {
            /** Format: date-time */
            readonly at: string;
            /** Format: int64 */
            readonly offset: number;
            readonly settings: components["schemas"]["ChatSettings"];
            /** @enum {string} */
            readonly type: "chat.settings";
        };
        readonly ChatSnapshot: {
            readonly emojis: readonly string[];
            readonly messages: readonly components["schemas"]["ChatMessage"][];
            readonly muted: readonly components["schemas"]["ChatMuted"][];
            readonly mutedMe: boolean;
            readonly older: boolean;
            readonly quotes: readonly components["schemas"]["ChatQuote"][];
            /** Format: int64 */
            readonly readUpTo: number;
            readonly settings: components["schemas"]["ChatSettings"];
            readonly unread: number;
        };
        readonly ChatTo: {
            readonly groupId?: string;
            /** @enum {string} */
            readonly kind: "everyone" | "staff" | "person" | "group";
            readonly name?: string;
            readonly userId?: string;
        };
        readonly ChoiceRoom: {
            readonly course: string;
            readonly id: string;
            readonly registration: string;
            readonly title: string;
        };
        readonly ChoiceSession: {
            readonly classroom: string;
            readonly id: string;
            /** Format: date-time */
            readonly startedAt: string | null;
            /** Format: int64 */
            readonly statements: number;
            readonly title: string;
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
            readonly id?: string;
            readonly type: string;
        };
        readonly Code: {
            readonly code: string;
        };
        readonly Column: {
            /** @enum {string} */
            readonly activity: "attendance" | "participation" | "quiz" | "breakout" | "manual";
            readonly enabled: boolean;
            /** Format: double */
            readonly maximum: number;
            /** @enum {string} */
            readonly rule: "latest" | "mean" | "best" | "sum";
            /** @enum {string} */
            readonly scope: "rolling" | "session";
            /** Format: double */
            readonly sessionMaximum: number;
            readonly title: string;
        };
        readonly ColumnScore: {
            /** Format: double */
            readonly scoreGiven: number;
            /** Format: double */
            readonly scoreMaximum: number;
            readonly sessions: number;
        };
        readonly CompletionRule: {
            /** Format: double */
            readonly attendedAt: number;
            readonly enabled: boolean;
            /** Format: double */
            readonly quizAt: number;
            /** Format: double */
            readonly watchedAt: number;
        };
        readonly CopyAncestor: {
            readonly courseTitle: string;
            readonly id: string;
            /** Format: date-time */
            readonly lastHeldAt: string | null;
            readonly plan: components["schemas"]["Plan"];
            readonly polls: number;
            readonly sameActivity: boolean;
            readonly title: string;
        };
        readonly CopyChoice: {
            readonly ancestorId: string;
        };
        readonly CopyOffer: {
            readonly ancestors: readonly components["schemas"]["CopyAncestor"][];
            /** @enum {string} */
            readonly decision: "" | "taken" | "refused" | "planned";
            readonly offered: boolean;
        };
        readonly Desk: {
            readonly columns: readonly components["schemas"]["DeskColumn"][];
            readonly completionRule: boolean;
            readonly groups: readonly components["schemas"]["DeskGroup"][];
            readonly learners: readonly components["schemas"]["DeskLearner"][];
            /** @enum {string} */
            readonly mode: "send" | "review";
        };
        readonly DeskCell: {
            readonly activity: string;
            /** @enum {string} */
            readonly change: "" | "changed" | "removed";
            readonly lms: components["schemas"]["LMSGrade"];
            /** Format: date-time */
            readonly readAt: string | null;
            readonly score: components["schemas"]["Score"];
            readonly sent: components["schemas"]["LMSGrade"];
        };
        readonly DeskColumn: {
            /** @enum {string} */
            readonly activity: "attendance" | "participation" | "quiz" | "breakout" | "manual";
            /** Format: double */
            readonly cellMaximum: number;
            readonly coupled: boolean;
            readonly enabled: boolean;
            readonly label: string;
            readonly made: boolean;
            /** Format: double */
            readonly maximum: number;
            readonly offered: boolean;
            readonly ownColumn: boolean;
            /** Format: date-time */
            readonly readAt: string | null;
            /** @enum {string} */
            readonly rule: "latest" | "mean" | "best" | "sum";
            /** @enum {string} */
            readonly scope: "rolling" | "session";
            /** Format: double */
            readonly sessionMaximum: number;
            readonly title: string;
        };
        readonly DeskCompletion: {
            readonly completed: boolean;
            readonly conditions: readonly components["schemas"]["DeskCondition"][];
        };
        readonly DeskCondition: {
            readonly met: boolean;
            /** @enum {string} */
            readonly name: "attended" | "watched" | "quiz";
            /** Format: double */
            readonly needed: number;
            /** Format: double */
            readonly share: number;
        };
        readonly DeskGroup: {
            readonly breakout: string;
            readonly done: boolean;
            readonly groupId: string;
            readonly members: readonly string[];
            readonly name: string;
        };
        readonly DeskLearner: {
            readonly active: boolean;
            readonly cells: readonly components["schemas"]["DeskCell"][];
            readonly completion: components["schemas"]["DeskCompletion"];
            readonly name: string;
            readonly userId: string;
        };
        readonly EarlierBreakout: {
            readonly breakoutId: string;
            readonly files: readonly components["schemas"]["File"][];
            readonly groups: readonly components["schemas"]["EarlierGroup"][];
            readonly name: string;
            readonly number: number;
            /** Format: date-time */
            readonly openedAt: string | null;
            readonly sessionId: string;
            /** Format: date-time */
            readonly startedAt: string | null;
            readonly task: string;
        };
        readonly EarlierGroup: {
            readonly files: readonly components["schemas"]["File"][];
            readonly groupId: string;
            readonly members: readonly string[];
            readonly name: string;
            readonly task: string;
        };
        readonly Entry: {
            readonly earlyMinutes: number;
            readonly observers: boolean;
            /** @enum {string} */
            readonly opens: "live" | "scheduled";
        };
        readonly Events: {
            readonly url: string;
        };
        readonly ExplainedScore: {
            readonly activity: string;
            readonly parts: readonly components["schemas"]["ScorePart"][];
            readonly score: components["schemas"]["Score"];
        };
        readonly File: {
            readonly fileId: string;
            readonly height?: number;
            readonly name: string;
            /** Format: int64 */
            readonly size: number;
            readonly type: string;
            readonly width?: number;
        };
        readonly FillAnswer: {
            readonly already: number;
            readonly queued: number;
            readonly skipped: number;
        };
        readonly FillInput: {
            readonly again: boolean;
            readonly classroom: string;
            /** Format: date-time */
            readonly from: string | null;
            readonly session: string;
            /** Format: date-time */
            readonly to: string | null;
        };
        readonly Frame: {
            readonly boardId: string;
            readonly groupId: string;
            readonly name: string;
        };
        readonly Grading: {
            readonly attendance: components["schemas"]["AttendanceScoring"];
            readonly completion: components["schemas"]["CompletionRule"];
            /** @enum {string} */
            readonly mode: "send" | "review";
            readonly participation: components["schemas"]["ParticipationScoring"];
        };
        readonly GradingAverage: {
            readonly activity: string;
            /** Format: double */
            readonly after: number | null;
            /** Format: double */
            readonly before: number | null;
        };
        readonly GradingChange: {
            readonly columns: readonly components["schemas"]["Column"][];
            readonly policy: components["schemas"]["Grading"];
            readonly regrade: boolean;
        };
        readonly GradingEffect: {
            readonly activity: string;
            /** Format: double */
            readonly after: number | null;
            /** Format: double */
            readonly before: number | null;
            readonly decided: boolean;
            /** Format: double */
            readonly maximum: number;
            readonly name: string;
            readonly userId: string;
        };
        readonly GradingPreview: {
            readonly averages: readonly components["schemas"]["GradingAverage"][];
            readonly changes: readonly components["schemas"]["GradingEffect"][];
            readonly sessionId: string | null;
        };
        readonly GradingRules: {
            readonly columns: readonly components["schemas"]["Column"][];
            readonly policy: components["schemas"]["Grading"];
        };
        readonly GroupMark: {
            /** @enum {string} */
            readonly activity: "breakout" | "manual";
            readonly reason: string;
            /** Format: double */
            readonly scoreGiven: number | null;
        };
        readonly GroupToHear: {
            readonly groupId: string;
            readonly speak: boolean;
        };
        readonly HandAllLowered: {
            /** Format: date-time */
            readonly at: string;
            readonly by: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "hand.all_lowered";
        };
        readonly HandFloor: {
            /** Format: date-time */
            readonly at: string;
            readonly by: string;
            /** @enum {string} */
            readonly mode: "open" | "by_hand";
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "hand.floor";
        };
        readonly HandLetSpeak: {
            readonly id: string;
            /** @enum {string} */
            readonly type: "hand.let_speak";
            readonly userId: string;
        };
        readonly HandLower: {
            readonly id: string;
            /** @enum {string} */
            readonly type: "hand.lower";
            readonly userId?: string;
        };
        readonly HandLowerAll: {
            readonly id: string;
            /** @enum {string} */
            readonly type: "hand.lower_all";
        };
        readonly HandLowered: {
            /** Format: date-time */
            readonly at: string;
            readonly by?: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "hand.lowered";
            readonly userId: string;
        };
        readonly HandRaise: {
            readonly id: string;
            /** @enum {string} */
            readonly type: "hand.raise";
        };
        readonly HandRaised: {
            /** Format: date-time */
            readonly at: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "hand.raised";
            readonly userId: string;
        };
        readonly HandReact: {
            readonly emoji: string;
            readonly id: string;
            /** @enum {string} */
            readonly type: "hand.react";
        };
        readonly HandReaction: {
            /** Format: date-time */
            readonly at: string;
            readonly emoji: string;
            readonly userId: string;
        };
        readonly HandReactions: {
            /** Format: date-time */
            readonly at: string;
            readonly counts: {
                readonly [key: string]: number;
            };
            /** @enum {string} */
            readonly type: "hand.reactions";
            readonly who: readonly components["schemas"]["HandReaction"][];
        };
        readonly HandSetFloor: {
            readonly id: string;
            /** @enum {string} */
            readonly mode: "open" | "by_hand";
            /** @enum {string} */
            readonly type: "hand.floor";
        };
        readonly HandSilence: {
            readonly id: string;
            readonly silenced: boolean;
            /** @enum {string} */
            readonly type: "hand.silence";
            readonly userId: string;
        };
        readonly HandSilenced: {
            /** Format: date-time */
            readonly at: string;
            readonly by: string;
            /** Format: int64 */
            readonly offset: number;
            readonly silenced: boolean;
            /** @enum {string} */
            readonly type: "hand.silenced";
            readonly userId: string;
        };
        readonly HandSince: {
            /** Format: date-time */
            readonly since: string;
            readonly userId: string;
        };
        readonly HandSnapshot: {
            /** @enum {string} */
            readonly floor: "open" | "by_hand";
            readonly queue: readonly components["schemas"]["HandSince"][];
            readonly silenced: readonly string[];
            readonly speaking: readonly components["schemas"]["HandSince"][];
        };
        readonly HandSpeaking: {
            /** Format: date-time */
            readonly at: string;
            readonly by: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "hand.speaking";
            readonly userId: string;
        };
        readonly HandStopped: {
            /** Format: date-time */
            readonly at: string;
            readonly by?: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "hand.stopped";
            readonly userId: string;
        };
        readonly HandStopSpeaking: {
            readonly id: string;
            /** @enum {string} */
            readonly type: "hand.stop_speaking";
            readonly userId: string;
        };
        readonly Image: {
            readonly fileId: string;
            readonly height: number;
            readonly width: number;
        };
        readonly Import: {
            readonly by: string;
            readonly done: number;
            readonly importId: string;
            readonly message: string;
            readonly name: string;
            /** @enum {string} */
            readonly state: "waiting" | "rendering" | "done" | "failed";
            readonly total: number;
        };
        readonly InviteInput: {
            readonly name: string;
        };
        readonly Joined: {
            readonly board: components["schemas"]["Board"];
            readonly events: components["schemas"]["Events"];
            readonly livekit: components["schemas"]["LiveKit"];
        };
        readonly LinkAnswer: {
            readonly items: readonly components["schemas"]["LinkItem"][];
        };
        readonly LinkChoice: {
            readonly answered: boolean;
            readonly classrooms: readonly components["schemas"]["LinkClassroom"][];
            readonly columns: boolean;
            readonly courseTitle: string;
            readonly defaults: components["schemas"]["Plan"];
            readonly many: boolean;
            readonly targets: readonly string[];
        };
        readonly LinkClassroom: {
            readonly id: string;
            /** @enum {string} */
            readonly tier: "tutoring" | "seminar" | "lecture" | "broadcast";
            readonly title: string;
        };
        readonly LinkCode: {
            readonly code: string;
        };
        readonly LinkItem: {
            readonly classroomId?: string;
            readonly plan?: components["schemas"]["Plan"];
            /** @enum {string} */
            readonly target: "" | "window" | "iframe";
        };
        readonly LiveKit: {
            readonly room: string;
            readonly token: string;
            readonly url: string;
        };
        readonly LMSGrade: {
            /** Format: date-time */
            readonly at: string | null;
            readonly comment?: string;
            /** Format: double */
            readonly scoreGiven: number;
            /** Format: double */
            readonly scoreMaximum: number;
        };
        readonly LoggedUpdate: {
            /** Format: date-time */
            readonly at: string;
            /** Format: int64 */
            readonly seq: number;
            /** Format: byte */
            readonly update: string;
        };
        readonly LogPart: {
            /** Format: int64 */
            readonly next: number | null;
            readonly updates: readonly components["schemas"]["LoggedUpdate"][];
        };
        readonly Me: {
            readonly name: string;
            /** @enum {string} */
            readonly role: "instructor" | "assistant" | "learner" | "observer";
            readonly userId: string;
        };
        readonly MediaChanged: {
            /** @enum {string} */
            readonly state: "up" | "down";
            /** @enum {string} */
            readonly type: "media.state";
        };
        readonly MediaTicket: {
            readonly room: string;
            readonly token: string;
            /** @enum {string} */
            readonly type: "media.ticket";
            readonly url: string;
            /** Format: int64 */
            readonly waitMs: number;
        };
        readonly Mute: {
            /** @enum {string} */
            readonly source: "microphone" | "camera" | "screen_share";
        };
        readonly Note: {
            readonly boardId: string;
            readonly url: string;
        };
        readonly NoteAt: {
            readonly boardId: string;
            readonly groupId: string;
            readonly url: string;
        };
        readonly NoteList: {
            readonly notes: readonly components["schemas"]["NoteAt"][];
        };
        readonly NoteLock: {
            readonly id: string;
            readonly locked: boolean;
            /** @enum {string} */
            readonly type: "note.lock";
        };
        readonly NoteLocked: {
            /** Format: date-time */
            readonly at: string;
            readonly by: string;
            readonly locked: boolean;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "note.locked";
        };
        readonly NoteSnapshot: {
            readonly boardId: string;
            readonly locked: boolean;
        };
        readonly Page: {
            /** @enum {string} */
            readonly access: "none" | "all" | "chosen";
            readonly background: components["schemas"]["Background"];
            readonly boardId: string;
            readonly breakoutId?: string;
            /** Format: date-time */
            readonly createdAt: string;
            readonly createdBy: string;
            readonly editOthers: boolean;
            readonly frames?: readonly components["schemas"]["Frame"][];
            readonly groupId: string;
            readonly locked: boolean;
            readonly shared: boolean;
            /** @enum {string} */
            readonly template: "blank" | "grid" | "ruled" | "axes" | "music" | "groups";
            readonly title: string;
            readonly writers: readonly string[];
        };
        readonly PageAt: {
            /** @enum {string} */
            readonly access: "none" | "all" | "chosen";
            readonly background: components["schemas"]["Background"];
            readonly boardId: string;
            readonly breakoutId?: string;
            /** Format: date-time */
            readonly createdAt: string;
            readonly createdBy: string;
            readonly drawn: boolean;
            readonly editOthers: boolean;
            readonly frames?: readonly components["schemas"]["Frame"][];
            readonly groupId: string;
            readonly locked: boolean;
            readonly shared: boolean;
            /** @enum {string} */
            readonly template: "blank" | "grid" | "ruled" | "axes" | "music" | "groups";
            readonly title: string;
            readonly url: string;
            readonly writers: readonly string[];
        };
        readonly PageList: {
            readonly boards: readonly components["schemas"]["PageAt"][];
        };
        readonly PageText: {
            readonly text: string;
        };
        readonly ParticipationScoring: {
            readonly board: components["schemas"]["Signal"];
            readonly chat: components["schemas"]["Signal"];
            readonly floor: components["schemas"]["Signal"];
            readonly hand: components["schemas"]["Signal"];
            readonly poll: components["schemas"]["Signal"];
            readonly talk: components["schemas"]["Signal"];
        };
        readonly Person: {
            readonly away: boolean;
            /** @enum {string} */
            readonly device: "desktop" | "phone" | "tablet" | "unknown";
            /** Format: date-time */
            readonly joinedAt: string;
            readonly name: string;
            /** @enum {string} */
            readonly role: "instructor" | "assistant" | "learner" | "observer";
            readonly room: string;
            readonly userId: string;
        };
        readonly PersonAway: {
            readonly away: boolean;
            readonly id?: string;
            /** @enum {string} */
            readonly type: "person.away";
        };
        readonly PersonChanged: {
            /** Format: date-time */
            readonly at: string;
            readonly made?: boolean;
            /** Format: int64 */
            readonly offset: number;
            readonly person: components["schemas"]["Person"];
            /** @enum {string} */
            readonly type: "person.changed";
        };
        readonly PersonGrades: {
            readonly activities: readonly components["schemas"]["ExplainedScore"][];
            readonly completion: components["schemas"]["DeskCompletion"];
            readonly name: string;
            readonly review: boolean;
            readonly userId: string;
        };
        readonly PersonJoined: {
            /** Format: date-time */
            readonly at: string;
            /** Format: int64 */
            readonly offset: number;
            readonly person: components["schemas"]["Person"];
            /** @enum {string} */
            readonly type: "person.joined";
        };
        readonly PersonLeft: {
            /** Format: date-time */
            readonly at: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "person.left";
            readonly userId: string;
        };
        readonly PersonMoved: {
            /** Format: date-time */
            readonly at: string;
            /** Format: int64 */
            readonly offset: number;
            readonly rooms: {
                readonly [key: string]: string;
            };
            /** @enum {string} */
            readonly type: "person.moved";
        };
        readonly PersonRole: {
            readonly id?: string;
            /** @enum {string} */
            readonly role: "assistant" | "learner";
            /** @enum {string} */
            readonly type: "person.role";
            readonly userId: string;
        };
        readonly Plan: {
            readonly columns: readonly components["schemas"]["Column"][];
            readonly grading: components["schemas"]["Grading"];
            readonly settings: components["schemas"]["Settings"];
            /** @enum {string} */
            readonly tier: "tutoring" | "seminar" | "lecture" | "broadcast";
            readonly title: string;
        };
        readonly PlannedRequest: {
            readonly activity: string;
            readonly body: unknown;
            readonly contentType: string;
            readonly method: string;
            readonly name?: string;
            readonly replaces: components["schemas"]["LMSGrade"];
            readonly url: string;
            readonly userId?: string;
        };
        readonly Platform: {
            readonly authUrl: string;
            /** Format: int64 */
            readonly classrooms: number;
            readonly clientId: string;
            /** Format: date-time */
            readonly createdAt: string | null;
            readonly deployments: readonly string[];
            readonly id: string;
            readonly issuer: string;
            readonly jwksUrl: string;
            /** Format: date-time */
            readonly lastDeepLinkAt: string | null;
            readonly lastFailure: components["schemas"]["PlatformFailure"];
            /** Format: date-time */
            readonly lastLaunchAt: string | null;
            /** Format: date-time */
            readonly lastTokenAt: string | null;
            readonly name: string;
            readonly product: string;
            readonly tokenAudience: string;
            readonly tokenUrl: string;
        };
        readonly PlatformEdit: {
            readonly authUrl: string;
            readonly deployments: readonly string[];
            readonly jwksUrl: string;
            readonly name: string;
            readonly tokenAudience: string;
            readonly tokenUrl: string;
        };
        readonly PlatformFailure: {
            /** Format: date-time */
            readonly at: string | null;
            readonly code: string;
            readonly current: boolean;
            readonly detail: string;
            readonly mend: string;
            readonly message: string;
        };
        readonly PlatformInput: {
            readonly authUrl: string;
            readonly clientId: string;
            readonly deployments: readonly string[];
            readonly issuer: string;
            readonly jwksUrl: string;
            readonly name: string;
            readonly product: string;
            readonly tokenAudience: string;
            readonly tokenUrl: string;
        };
        readonly PlatformInvite: {
            /** Format: date-time */
            readonly expiresAt: string | null;
            readonly id: string;
            readonly name: string;
            readonly url: string;
        };
        readonly PlatformSetup: {
            readonly domain: string;
            readonly jwksUrl: string;
            readonly launchUrl: string;
            readonly loginUrl: string;
            readonly logoUrl: string;
            readonly name: string;
            readonly private: boolean;
            readonly scopes: readonly string[];
        };
        readonly PollAnswer: {
            readonly answer: readonly string[];
            readonly name: string;
            /** Format: double */
            readonly points?: number | null;
            readonly right?: boolean | null;
            readonly userId: string;
        };
        readonly PollClose: {
            readonly id: string;
            readonly pollId: string;
            /** @enum {string} */
            readonly type: "poll.close";
        };
        readonly PollClosed: {
            /** Format: date-time */
            readonly at: string;
            /** Format: date-time */
            readonly closedAt: string;
            /** Format: int64 */
            readonly offset: number;
            readonly pollId: string;
            readonly resultsShown: boolean;
            /** @enum {string} */
            readonly type: "poll.closed";
        };
        readonly PollDefinition: {
            readonly anonymous: boolean;
            readonly changeable: boolean;
            /** @enum {string} */
            readonly kind: "single" | "multiple" | "yes_no" | "scale" | "text" | "word_cloud" | "ordering";
            readonly options: readonly components["schemas"]["PollOption"][];
            readonly points?: number | null;
            readonly question: string;
            /** @enum {string} */
            readonly results: "hidden" | "live" | "on_close";
            readonly right?: readonly string[];
            readonly scale?: components["schemas"]["PollScale"];
            readonly seconds: number;
        };
        readonly PollExtend: {
            readonly id: string;
            readonly pollId: string;
            readonly seconds: number;
            /** @enum {string} */
            readonly type: "poll.extend";
        };
        readonly PollExtended: {
            /** Format: date-time */
            readonly at: string;
            /** Format: date-time */
            readonly endsAt: string;
            /** Format: int64 */
            readonly offset: number;
            readonly pollId: string;
            /** @enum {string} */
            readonly type: "poll.extended";
        };
        readonly PollHidden: {
            /** Format: date-time */
            readonly at: string;
            readonly hidden: boolean;
            readonly key: string;
            /** Format: int64 */
            readonly offset: number;
            readonly pollId: string;
            /** @enum {string} */
            readonly type: "poll.hidden";
        };
        readonly PollHide: {
            readonly hidden?: boolean | null;
            readonly id: string;
            readonly key: string;
            readonly pollId: string;
            /** @enum {string} */
            readonly type: "poll.hide";
        };
        readonly PollHistory: {
            readonly polls: readonly components["schemas"]["PollView"][];
            readonly quiz: components["schemas"]["PollQuiz"];
        };
        readonly PollImport: {
            /** @enum {string} */
            readonly format: "csv" | "gift";
            readonly text: string;
        };
        readonly PollImported: {
            readonly errors: readonly components["schemas"]["PollImportError"][];
            readonly imported: number;
        };
        readonly PollImportError: {
            readonly line: number;
            readonly message: string;
        };
        readonly PollMade: {
            readonly pollId: string;
        };
        readonly PollMine: {
            readonly answer?: readonly string[];
            /** Format: double */
            readonly points?: number | null;
            readonly right?: boolean | null;
        };
        readonly PollOpen: {
            readonly id: string;
            readonly poll?: components["schemas"]["PollDefinition"];
            readonly preparedId?: string;
            /** @enum {string} */
            readonly type: "poll.open";
        };
        readonly PollOpened: {
            /** Format: date-time */
            readonly at: string;
            /** Format: int64 */
            readonly offset: number;
            readonly openedBy: string;
            readonly poll: components["schemas"]["PollView"];
            readonly preparedId?: string;
            /** @enum {string} */
            readonly type: "poll.opened";
        };
        readonly PollOption: {
            readonly id: string;
            readonly text: string;
        };
        readonly PollOrder: {
            readonly ids: readonly string[];
        };
        readonly PollQuiz: {
            /** Format: double */
            readonly given: number;
            /** Format: double */
            readonly maximum: number;
            readonly questions: number;
        };
        readonly PollRemove: {
            readonly id: string;
            readonly pollId: string;
            /** @enum {string} */
            readonly type: "poll.remove";
        };
        readonly PollRemoved: {
            /** Format: date-time */
            readonly at: string;
            /** Format: int64 */
            readonly offset: number;
            readonly pollId: string;
            /** @enum {string} */
            readonly type: "poll.removed";
        };
        readonly PollResults: {
            /** Format: date-time */
            readonly at: string;
            /** Format: int64 */
            readonly offset: number;
            readonly pollId: string;
            readonly tally: components["schemas"]["PollTally"];
            /** @enum {string} */
            readonly type: "poll.results";
        };
        readonly PollReveal: {
            readonly id: string;
            readonly pollId: string;
            readonly results?: boolean | null;
            readonly right?: boolean | null;
            /** @enum {string} */
            readonly type: "poll.reveal";
        };
        readonly PollRevealed: {
            /** Format: date-time */
            readonly at: string;
            readonly decided?: boolean | null;
            /** Format: int64 */
            readonly offset: number;
            readonly pollId: string;
            readonly resultsShown: boolean;
            readonly right?: readonly string[];
            readonly rightShown: boolean;
            /** @enum {string} */
            readonly type: "poll.revealed";
        };
        readonly PollRight: {
            /** Format: date-time */
            readonly at: string;
            /** Format: int64 */
            readonly offset: number;
            readonly pollId: string;
            readonly right: readonly string[];
            /** @enum {string} */
            readonly type: "poll.right";
        };
        readonly PollScale: {
            readonly max: number;
            readonly maxLabel: string;
            readonly min: number;
            readonly minLabel: string;
        };
        readonly PollSnapshot: {
            readonly polls: readonly components["schemas"]["PollView"][];
        };
        readonly PollTallied: {
            readonly pollId: string;
            readonly tally: components["schemas"]["PollTally"];
            /** @enum {string} */
            readonly type: "poll.tally";
        };
        readonly PollTally: {
            readonly counts?: {
                readonly [key: string]: number;
            };
            readonly means?: {
                readonly [key: string]: number;
            };
            readonly more?: number;
            readonly right?: number | null;
            readonly voted: number;
            readonly words?: readonly components["schemas"]["PollWord"][];
        };
        readonly PollView: {
            readonly anonymous: boolean;
            readonly changeable: boolean;
            /** Format: date-time */
            readonly closedAt: string | null;
            /** Format: date-time */
            readonly endsAt: string | null;
            readonly graded: boolean;
            /** @enum {string} */
            readonly kind: "single" | "multiple" | "yes_no" | "scale" | "text" | "word_cloud" | "ordering";
            readonly mine?: components["schemas"]["PollMine"];
            readonly number: number;
            /** Format: date-time */
            readonly openedAt: string;
            readonly options: readonly components["schemas"]["PollOption"][];
            readonly points: number;
            readonly pollId: string;
            readonly question: string;
            /** @enum {string} */
            readonly results: "hidden" | "live" | "on_close";
            readonly resultsShown: boolean;
            readonly right?: readonly string[];
            readonly rightShown: boolean;
            readonly scale?: components["schemas"]["PollScale"];
            readonly seconds: number;
            /** @enum {string} */
            readonly state: "open" | "closed";
            readonly tally?: components["schemas"]["PollTally"];
        };
        readonly PollVote: {
            readonly answer: readonly string[];
            readonly id: string;
            readonly pollId: string;
            /** @enum {string} */
            readonly type: "poll.vote";
        };
        readonly PollVoted: {
            readonly answer?: readonly string[];
            /** Format: date-time */
            readonly at: string;
            /** Format: int64 */
            readonly offset: number;
            readonly pollId: string;
            /** @enum {string} */
            readonly type: "poll.voted";
            readonly userId: string;
        };
        readonly PollWord: {
            readonly count: number;
            readonly hidden?: boolean;
            readonly key: string;
            readonly text: string;
        };
        readonly PreparedPoll: {
            readonly id: string;
            readonly poll: components["schemas"]["PollDefinition"];
            /** Format: date-time */
            readonly updatedAt: string;
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
        readonly ProposalError: {
            readonly line: number;
            readonly message: string;
        };
        readonly ProposalNote: {
            /** @enum {string} */
            readonly code: "in_none" | "in_several" | "new" | "met_before" | "not_heard" | "no_answer" | "not_in_file" | "not_chosen" | "alone" | "fewer_groups";
            readonly people: readonly string[];
        };
        readonly ProposedGroup: {
            readonly members: readonly string[];
            readonly name: string;
        };
        readonly Record: {
            readonly name: string;
            /** @enum {string} */
            readonly role: "instructor" | "assistant" | "learner" | "observer";
            readonly sessions: readonly components["schemas"]["RecordSession"][];
            readonly userId: string;
        };
        readonly RecordScore: {
            readonly activity: string;
            /** Format: double */
            readonly scoreGiven: number;
            /** Format: double */
            readonly scoreMaximum: number;
            /** @enum {string} */
            readonly state: "draft" | "queued" | "sent" | "failed";
        };
        readonly RecordSession: {
            /** Format: date-time */
            readonly endedAt: string | null;
            readonly id: string;
            /** Format: double */
            readonly presentSeconds: number;
            readonly scores: readonly components["schemas"]["RecordScore"][];
            /** Format: date-time */
            readonly startedAt: string | null;
            /** @enum {string} */
            readonly state: "live" | "ended";
            /** @enum {string} */
            readonly status: "" | "here" | "present" | "late" | "left_early" | "partial" | "absent";
            readonly title: string;
        };
        readonly RecordStore: {
            /** @enum {string} */
            readonly auth: "basic" | "bearer";
            readonly batchMost: number;
            /** @enum {string} */
            readonly condition: "ready" | "sending" | "waiting" | "stopped" | "paused" | "off";
            readonly counts: components["schemas"]["StoreCounts"];
            readonly enabled: boolean;
            readonly endpoint: string;
            readonly filter: components["schemas"]["StatementFilter"];
            /** Format: date-time */
            readonly goodAt: string | null;
            readonly id: string;
            /** @enum {string} */
            readonly identity: "account" | "pseudonym" | "mail";
            readonly name: string;
            readonly names: boolean;
            /** Format: date-time */
            readonly nextAt: string | null;
            /** Format: date-time */
            readonly oldestAt: string | null;
            /** @enum {string} */
            readonly origin: "builtin" | "environment" | "added";
            /** Format: date-time */
            readonly pausedAt: string | null;
            /** Format: double */
            readonly perMinute: number;
            readonly spoken: string;
            readonly trouble: components["schemas"]["StoreTrouble"];
            readonly username: string;
            /** @enum {string} */
            readonly version: "auto" | "1.0.3" | "2.0.0";
        };
        readonly RecordStoreInput: {
            /** @enum {string} */
            readonly auth: "basic" | "bearer";
            readonly batchMost: number;
            readonly enabled: boolean;
            readonly endpoint: string;
            readonly filter: components["schemas"]["StatementFilter"];
            /** @enum {string} */
            readonly identity: "account" | "pseudonym" | "mail";
            readonly name: string;
            readonly names: boolean;
            readonly secret: string;
            readonly username: string;
            /** @enum {string} */
            readonly version: "auto" | "1.0.3" | "2.0.0";
        };
        readonly Refused: {
            readonly code: string;
            readonly id: string;
            readonly message: string;
            /** Format: int64 */
            readonly retryAfterMs?: number;
            /** @enum {string} */
            readonly type: "refused";
        };
        readonly RefusedAnswer: {
            readonly statements: number;
        };
        readonly RefusedInput: {
            readonly all: boolean;
            readonly reason: string;
            readonly statements: readonly string[];
        };
        readonly RefusedLetter: {
            /** Format: date-time */
            readonly at: string | null;
            readonly id: string;
            readonly reason: string;
            readonly said: string;
            readonly statement: string;
            readonly status: number;
        };
        readonly RefusedPage: {
            readonly next: string;
            readonly reasons: readonly components["schemas"]["RefusedReason"][];
            readonly statements: readonly components["schemas"]["RefusedLetter"][];
        };
        readonly RefusedReason: {
            /** Format: int64 */
            readonly count: number;
            readonly reason: string;
            readonly status: number;
        };
        readonly Removed: {
            /** Format: date-time */
            readonly at: string;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "removed";
            readonly userId: string;
        };
        readonly RosterChange: {
            /** Format: date-time */
            readonly at: string | null;
            /** @enum {string} */
            readonly kind: "joined" | "left" | "returned" | "role";
            /** @enum {string} */
            readonly roleAfter: "" | "instructor" | "assistant" | "learner" | "observer";
            /** @enum {string} */
            readonly roleBefore: "" | "instructor" | "assistant" | "learner" | "observer";
            readonly userId: string;
        };
        readonly RosterFailure: {
            /** Format: date-time */
            readonly at: string | null;
            readonly code: string;
            readonly failures: number;
            /** Format: date-time */
            readonly nextAt: string | null;
            readonly status: number;
        };
        readonly RosterGroup: {
            readonly id: string;
            readonly members: readonly string[];
            readonly name: string;
            readonly setName: string;
        };
        readonly RosterPage: {
            readonly changes: readonly components["schemas"]["RosterChange"][];
            readonly groups: readonly components["schemas"]["RosterGroup"][];
            /** @enum {string} */
            readonly groupSource: "" | "service" | "members" | "launch";
            readonly people: readonly components["schemas"]["RosterPerson"][];
            readonly refresh: components["schemas"]["RosterRefresh"];
        };
        readonly RosterPerson: {
            readonly email?: string;
            readonly groupIds: readonly string[];
            readonly launched: boolean;
            readonly listed: boolean;
            readonly name: string;
            /** @enum {string} */
            readonly role: "instructor" | "assistant" | "learner" | "observer";
            /** Format: date-time */
            readonly sinceAt: string | null;
            /** @enum {string} */
            readonly status: "active" | "inactive" | "deleted";
            /** Format: date-time */
            readonly untilAt: string | null;
            readonly userId: string;
        };
        readonly RosterRefresh: {
            /** Format: date-time */
            readonly at: string | null;
            /** @enum {string} */
            readonly cause: "" | "read" | "launch" | "timer" | "button";
            readonly failure: components["schemas"]["RosterFailure"];
            readonly groupsFailure: string;
            readonly listed: number;
            readonly running: boolean;
            /** @enum {string} */
            readonly source: "lms" | "launches";
        };
        readonly SavedBreakout: {
            readonly groups: readonly components["schemas"]["BreakoutGroupPlan"][];
            readonly name: string;
            readonly plan: components["schemas"]["BreakoutPlan"];
            /** Format: date-time */
            readonly savedAt: string;
            readonly savedId: string;
        };
        readonly Schedule: {
            readonly lengthMinutes: number;
            /** Format: date-time */
            readonly startsAt: string | null;
        };
        readonly Score: {
            readonly activity: string;
            readonly column: components["schemas"]["ColumnScore"];
            readonly comment: string;
            /** Format: double */
            readonly computedGiven: number | null;
            readonly excused: components["schemas"]["ScoreOverride"];
            readonly held: boolean;
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
        readonly ScoreExcuse: {
            readonly reason: string;
        };
        readonly ScoreOverride: {
            /** Format: date-time */
            readonly at: string | null;
            readonly by: string;
            readonly reason: string;
            /** Format: double */
            readonly scoreGiven: number;
        };
        readonly ScorePart: {
            /** Format: double */
            readonly count: number;
            readonly intervals: readonly components["schemas"]["ScorePartInterval"][];
            readonly name: string;
            /** Format: double */
            readonly of: number;
            /** Format: double */
            readonly share: number;
            readonly times: readonly (string | null)[];
            /** Format: double */
            readonly weight: number;
        };
        readonly ScorePartInterval: {
            /** Format: date-time */
            readonly end: string | null;
            /** Format: date-time */
            readonly start: string | null;
        };
        readonly ScoreSelection: {
            readonly cells?: readonly components["schemas"]["CellID"][];
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
        readonly SendPlan: {
            readonly requests: readonly components["schemas"]["PlannedRequest"][];
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
        readonly SessionBreakouts: {
            readonly breakouts: readonly components["schemas"]["Breakout"][];
            readonly people: readonly components["schemas"]["BreakoutMember"][];
        };
        readonly SessionEnded: {
            /** Format: date-time */
            readonly at: string;
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
            readonly entry: components["schemas"]["Entry"];
            readonly maxParticipants: number;
            readonly schedule: components["schemas"]["Schedule"];
        };
        readonly SettingsPatch: {
            readonly attendance?: components["schemas"]["AttendancePolicy"];
            readonly emptyGraceSeconds?: number | null;
            readonly entry?: components["schemas"]["Entry"];
            readonly maxParticipants?: number | null;
            readonly schedule?: components["schemas"]["Schedule"];
        };
        readonly Shown: {
            readonly boardId: string;
            readonly by: string;
        };
        readonly Signal: {
            readonly enough: number;
            readonly weight: number;
        };
        readonly Stage: {
            readonly id?: string;
            /** @enum {string} */
            readonly kind: "person" | "screen" | "poll" | "board" | "notes" | "none";
        };
        readonly StageFollow: {
            /** Format: date-time */
            readonly at: string;
            readonly follow: boolean;
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "stage.follow";
        };
        readonly StageLayout: {
            /** Format: date-time */
            readonly at: string;
            /** @enum {string} */
            readonly layout: "gallery" | "speaker";
            /** Format: int64 */
            readonly offset: number;
            /** @enum {string} */
            readonly type: "stage.layout";
        };
        readonly StagePut: {
            readonly id: string;
            /** @enum {string} */
            readonly kind: "person" | "screen" | "poll" | "board" | "notes" | "none";
            readonly targetId?: string;
            /** @enum {string} */
            readonly type: "stage.put";
        };
        readonly StageSetFollow: {
            readonly follow: boolean;
            readonly id: string;
            /** @enum {string} */
            readonly type: "stage.follow";
        };
        readonly StageSetLayout: {
            readonly id: string;
            /** @enum {string} */
            readonly layout: "gallery" | "speaker";
            /** @enum {string} */
            readonly type: "stage.layout";
        };
        readonly StageSnapshot: {
            readonly follow: boolean;
            /** @enum {string} */
            readonly layout: "gallery" | "speaker";
            readonly stage: components["schemas"]["Stage"];
            readonly timer: components["schemas"]["StageTimer"];
        };
        readonly StageTimer: {
            /** Format: date-time */
            readonly endsAt: string | null;
            readonly label: string;
            /** Format: int64 */
            readonly leftMs: number | null;
            /** @enum {string} */
            readonly state: "running" | "paused" | "ended";
            readonly timerId: string;
            /** Format: int64 */
            readonly totalMs: number;
        };
        readonly StageTimerAdd: {
            readonly id: string;
            readonly seconds: number;
            /** @enum {string} */
            readonly type: "stage.timer_add";
        };
        readonly StageTimerChanged: {
            /** Format: date-time */
            readonly at: string;
            /** Format: int64 */
            readonly offset: number;
            readonly timer: components["schemas"]["StageTimer"];
            /** @enum {string} */
            readonly type: "stage.timer";
        };
        readonly StageTimerEnded: {
            /** Format: date-time */
            readonly at: string;
            /** Format: int64 */
            readonly offset: number;
            readonly timer: components["schemas"]["StageTimer"];
            /** @enum {string} */
            readonly type: "stage.timer_ended";
        };
        readonly StageTimerPause: {
            readonly id: string;
            /** @enum {string} */
            readonly type: "stage.timer_pause";
        };
        readonly StageTimerResume: {
            readonly id: string;
            /** @enum {string} */
            readonly type: "stage.timer_resume";
        };
        readonly StageTimerStart: {
            readonly id: string;
            readonly label?: string;
            readonly seconds: number;
            /** @enum {string} */
            readonly type: "stage.timer_start";
        };
        readonly StageTimerStop: {
            readonly id: string;
            /** @enum {string} */
            readonly type: "stage.timer_stop";
        };
        readonly StageWasPut: {
            /** Format: date-time */
            readonly at: string;
            readonly by?: string;
            /** Format: int64 */
            readonly offset: number;
            readonly stage: components["schemas"]["Stage"];
            /** @enum {string} */
            readonly type: "stage.put";
        };
        readonly StatementFilter: {
            readonly classes: readonly string[];
            readonly classrooms: readonly string[];
            readonly registrations: readonly string[];
        };
        readonly StoreChoices: {
            readonly classrooms: readonly components["schemas"]["ChoiceRoom"][];
            readonly sessions: readonly components["schemas"]["ChoiceSession"][];
        };
        readonly StoreCounts: {
            /** Format: int64 */
            readonly delivered: number;
            /** Format: int64 */
            readonly dropped: number;
            /** Format: int64 */
            readonly duplicate: number;
            /** Format: int64 */
            readonly queued: number;
            /** Format: int64 */
            readonly refused: number;
            /** Format: int64 */
            readonly skipped: number;
        };
        readonly StoreTest: {
            readonly ok: boolean;
            readonly skewSeconds: number;
            readonly trouble: components["schemas"]["StoreTrouble"];
            readonly version: string;
            readonly versions: readonly string[];
            readonly writeOnly: boolean;
        };
        readonly StoreTrouble: {
            /** Format: date-time */
            readonly at: string | null;
            /** @enum {string} */
            readonly code: "unreachable" | "down" | "slow_down" | "credentials" | "address" | "refuses" | "tls" | "private" | "sealed";
            readonly current: boolean;
            readonly said: string;
            readonly status: number;
        };
        readonly Token: {
            readonly about: string;
            readonly classroomId: string;
            /** Format: date-time */
            readonly expiresAt: string | null;
            readonly locale: string;
            readonly me: components["schemas"]["Me"];
            /** @enum {string} */
            readonly page: "class" | "choose" | "record";
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
            readonly people?: readonly components["schemas"]["Person"][];
            readonly resumed: boolean;
            /** Format: date-time */
            readonly serverTime: string;
            readonly session: components["schemas"]["SessionInfo"];
            readonly state?: {
                readonly [key: string]: unknown;
            };
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
