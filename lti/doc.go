// Package lti is the tool's side of LTI 1.3: the OpenID Connect login and launch of the 1EdTech Security Framework
// 1.0, and clients of Names and Role Provisioning Services 2.0, Course Groups Service 1.0 and Assignment and Grade Services
// 2.0. RULES.md numbers each rule that it keeps, with the clause of the standard; tests carry these numbers in their names.
//
// # A launch
//
// A platform sends the browser to the tool's login address. ParseLogin and Tool.Login give the address to which it
// goes next and a secret that it has to keep. The platform posts the browser back with a state and an id_token:
// ParseLaunch, then the secrets that the browser brought, then Tool.Launch. Nothing is written between the two; the
// sealed state holds all.
//
// A launch is valid only when the caller has inserted Launch.Once.Key uniquely, in the transaction in which it makes
// use of the launch. OnceKey says why, OnceStore does it in memory.
//
// A launch without cookie ends with ErrBrowserUnproven; where Tool.StorageTarget names a frame, a page can ask it for
// the secret and post the same form again.
//
// # Services
//
// Services talks to a platform on the tool's behalf: it gets access tokens with assertions signed by SigningKeys and
// keeps them, reads members and groups, keeps line items and sends scores.
//
// # Registration
//
// Registrar registers the tool with platforms by itself (Dynamic Registration 1.0): it reads what a platform publishes of
// itself, with care for which addresses are asked, and sends what the tool is and wants.
//
// # Concurrency and lifecycle
//
// Tool, KeyCache, OnceStore, SigningKeys, Services and Registrar are safe for concurrent use. None of them starts a goroutine,
// so none needs closing. Every call out has a deadline of its own beside the context's.
//
// # Imports
//
// The standard library, jwx for JOSE and google/uuid. Nothing of the application: the package could be published alone.
package lti
