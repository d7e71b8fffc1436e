package lti

// refusal is what is known of a code: where its rule stands, how HTTP says it and how a person is told.
type refusal struct {
	rule, clause string
	status       int
	sentence     string
}

// refusals is the table of every code. RULES.md tells the same rules in words; a test keeps the two alike.
var refusals = map[string]refusal{
	// Login initiation.
	"parameter_duplicated":   {"LTI-LOGIN-01", "RFC 6749 §3.1", 400, "Your learning platform sent the same field twice, so the request could not be trusted; please open the class again from your course."},
	"parameter_too_long":     {"LTI-LOGIN-02", "Security Framework §5.1.1.1", 400, "Your learning platform sent a field that is far too long; please tell its administrator."},
	"parameter_malformed":    {"LTI-LOGIN-02", "Security Framework §5.1.1.1", 400, "Your learning platform sent a field that cannot be read; please tell its administrator."},
	"issuer_missing":         {"LTI-LOGIN-03", "Security Framework §5.1.1.1", 400, "The request does not say which learning platform it comes from; please open the class from your course."},
	"login_hint_missing":     {"LTI-LOGIN-04", "Security Framework §5.1.1.1", 400, "The request does not say who is signing in; please open the class from your course."},
	"target_missing":         {"LTI-LOGIN-05", "LTI 1.3 Core §5.3.4", 400, "The request does not say which page it wants to open; please open the class from your course."},
	"registration_unknown":   {"LTI-LOGIN-06", "LTI 1.3 Core §3.1.2", 403, "This learning platform is not registered here; its administrator has to connect it first."},
	"registration_ambiguous": {"LTI-LOGIN-07", "LTI 1.3 Core §4.1.3", 400, "Your learning platform is registered here more than once and did not say which registration it means; please tell its administrator."},
	"target_not_allowed":     {"LTI-LOGIN-08", "LTI 1.3 Core §5.3.4", 403, "The link leads to an address that does not belong to this service; please tell your teacher that the link is wrong."},
	"registration_malformed": {"LTI-LOGIN-09", "Security Framework §5.1.1.2", 403, "The registration of your learning platform is incomplete here; please tell the administrator of this service."},

	// State and browser.
	"state_missing":    {"LTI-STATE-01", "Security Framework §5.1.1.3", 400, "The sign-in came back without its reference; please open the class again from your course."},
	"state_invalid":    {"LTI-STATE-02", "Security Framework §5.1.1.3", 400, "The sign-in came back with a reference that was not issued here; please open the class again from your course."},
	"state_expired":    {"LTI-STATE-03", "Security Framework §5.1.1.3", 400, "The sign-in took too long and has expired; please open the class again from your course."},
	"browser_mismatch": {"LTI-STATE-04", "Security Framework §5.1.1.3", 403, "This sign-in was begun in another browser; please open the class again from your course in this one."},
	"browser_unproven": {"LTI-STATE-05", "Security Framework §5.1.1.3", 403, "Your browser did not let this service recognise it; please allow its cookies or open the class in a new window."},
	"launch_replayed":  {"LTI-STATE-06", "Security Framework §5.1.3", 403, "This link into the class was already used; please open the class again from your course."},
	"platform_error":   {"LTI-STATE-07", "OIDC Core §3.1.2.6", 400, "Your learning platform refused the sign-in; please sign in there again and open the class from your course."},

	// The token as a signed message.
	"token_missing":      {"LTI-SEC-01", "Security Framework §5.1.1.3", 400, "Your learning platform sent no proof of who you are; please open the class again from your course."},
	"token_too_large":    {"LTI-SEC-02", "Security Framework §5.1.2", 400, "The proof of identity from your learning platform is too large to be read; please tell its administrator."},
	"token_malformed":    {"LTI-SEC-03", "RFC 7519 §7.2", 400, "The proof of identity from your learning platform is damaged; please open the class again from your course."},
	"alg_not_allowed":    {"LTI-SEC-04", "Security Framework §5.1.3", 401, "Your learning platform signs in a way that is not accepted here; please tell its administrator."},
	"header_not_allowed": {"LTI-SEC-05", "RFC 7515 §4.1.11", 401, "Your learning platform's signature asks for something that is not understood here; please tell its administrator."},
	"signature_invalid":  {"LTI-SEC-06", "OIDC Core §3.1.3.7 (6)", 401, "The signature of your learning platform is not genuine; please open the class again from your course."},
	"claim_duplicated":   {"LTI-SEC-07", "RFC 7519 §4", 400, "The proof of identity from your learning platform says the same thing twice; please tell its administrator."},
	"claim_malformed":    {"LTI-SEC-08", "RFC 7519 §4", 400, "Your learning platform sent something in a form that the standard does not allow; please tell its administrator."},
	"claim_missing":      {"LTI-SEC-08", "OIDC Core §2", 400, "Your learning platform left out something that the standard requires; please tell its administrator."},
	"issuer_mismatch":    {"LTI-SEC-09", "OIDC Core §3.1.3.7 (2)", 401, "The proof of identity comes from another learning platform than the one that began the sign-in; please open the class again from your course."},
	"audience_mismatch":  {"LTI-SEC-10", "OIDC Core §3.1.3.7 (3)", 401, "The proof of identity was made for another service; please tell your learning platform's administrator."},
	"azp_missing":        {"LTI-SEC-11", "OIDC Core §3.1.3.7 (4)", 401, "The proof of identity names several services and not the one it is for; please tell your learning platform's administrator."},
	"azp_mismatch":       {"LTI-SEC-12", "OIDC Core §3.1.3.7 (5)", 401, "The proof of identity was issued to another service; please tell your learning platform's administrator."},
	"token_expired":      {"LTI-SEC-13", "OIDC Core §3.1.3.7 (9)", 401, "The proof of identity has expired; please open the class again from your course."},
	"issued_in_future":   {"LTI-SEC-14", "OIDC Core §3.1.3.7 (10)", 401, "The clock of your learning platform is ahead of time; please tell its administrator."},
	"issued_too_early":   {"LTI-SEC-15", "OIDC Core §3.1.3.7 (10)", 401, "The proof of identity is older than this sign-in; please open the class again from your course."},
	"not_yet_valid":      {"LTI-SEC-16", "RFC 7519 §4.1.5", 401, "The proof of identity is not valid yet, so the clock of your learning platform may be wrong; please tell its administrator."},
	"nonce_missing":      {"LTI-SEC-17", "Security Framework §5.1.3", 401, "The proof of identity lacks the number that ties it to this sign-in; please tell your learning platform's administrator."},
	"nonce_mismatch":     {"LTI-SEC-18", "OIDC Core §3.1.3.7 (11)", 401, "The proof of identity belongs to another sign-in; please open the class again from your course."},

	// Keys of the platform.
	"key_unknown":         {"LTI-KEY-01", "Security Framework §6.3", 401, "Your learning platform signed with a key that it has not published; please try again in a minute."},
	"key_id_missing":      {"LTI-KEY-02", "OIDC Core §10.1", 401, "Your learning platform has several keys and did not say with which one it signed; please tell its administrator."},
	"key_unsuitable":      {"LTI-KEY-03", "RFC 7518 §3.3", 401, "The key with which your learning platform signed is too weak or of the wrong kind; please tell its administrator."},
	"key_set_unavailable": {"LTI-KEY-04", "Security Framework §6.3", 424, "The keys of your learning platform could not be fetched just now; please try again in a minute."},
	"key_set_malformed":   {"LTI-KEY-05", "RFC 7517 §5", 424, "What your learning platform publishes as its keys cannot be read; please tell its administrator."},

	// The message.
	"version_unsupported":      {"LTI-MSG-01", "LTI 1.3 Core §5.3.2", 400, "Your learning platform speaks another version of LTI than 1.3; please tell its administrator."},
	"message_type_unsupported": {"LTI-MSG-02", "LTI 1.3 Core §5.3.1", 400, "Your learning platform asked for something that this service does not do; please tell its administrator."},
	"deployment_missing":       {"LTI-MSG-03", "LTI 1.3 Core §5.3.3", 400, "Your learning platform did not say through which deployment you come; please tell its administrator."},
	"deployment_unknown":       {"LTI-MSG-04", "LTI 1.3 Core §3.1.3", 403, "This deployment of your learning platform is not known here; the administrator of this service has to add it."},
	"deployment_mismatch":      {"LTI-MSG-05", "LTI 1.3 Core §4.1.2", 401, "The sign-in began through one deployment and ended through another; please open the class again from your course."},
	"target_mismatch":          {"LTI-MSG-06", "LTI 1.3 Core §5.3.4", 401, "The page asked for is not the one with which the sign-in began; please open the class again from your course."},
	"subject_missing":          {"LTI-MSG-07", "LTI 1.3 Core §5.3.6.1", 403, "Your learning platform did not say who you are, and a class cannot be entered anonymously; please sign in there first."},
	"subject_malformed":        {"LTI-MSG-08", "LTI 1.3 Core §5.3.6", 400, "Your learning platform sent a user id that the standard does not allow; please tell its administrator."},
	"roles_missing":            {"LTI-MSG-09", "LTI 1.3 Core §5.3.7", 400, "Your learning platform did not say which role you have in the course; please tell its administrator."},
	"resource_link_missing":    {"LTI-MSG-10", "LTI 1.3 Core §5.3.5", 400, "Your learning platform did not say which link you opened; please add the class to the course again."},
	"resource_link_malformed":  {"LTI-MSG-11", "LTI 1.3 Core §5.3.5", 400, "The link that you opened has an id that the standard does not allow; please add the class to the course again."},
	"for_user_missing":         {"LTI-MSG-12", "Submission Review 1.0", 400, "Your learning platform did not say whose work is to be reviewed; please open it again from the gradebook."},
	"deep_linking_missing":     {"LTI-DL-01", "Deep Linking 2.0 §4.4", 400, "Your learning platform asked to add a class and did not say how to answer; please tell its administrator."},
	"deep_linking_malformed":   {"LTI-DL-02", "Deep Linking 2.0 §4.4", 400, "Your learning platform asked to add a class in a way that cannot be answered; please tell its administrator."},
	"content_item_refused":     {"LTI-DL-03", "Deep Linking 2.0 §4.5", 400, "Your learning platform does not accept what would be added to the course; please tell its administrator."},

	// Dynamic registration.
	"registration_request_malformed":     {"LTI-REG-01", "Dynamic Registration 1.0, step 1", 400, "Your learning platform opened the registration in a way that cannot be read; please begin again there."},
	"registration_address_missing":       {"LTI-REG-01", "Dynamic Registration 1.0, step 1", 400, "This address is opened by a learning platform and does not work by itself; please enter it there as the tool's registration address."},
	"registration_address_refused":       {"LTI-REG-01", "Dynamic Registration 1.0, step 1", 400, "The address of your learning platform's configuration is no https address that can be used; please let the platform be reached by https."},
	"registration_address_private":       {"LTI-REG-02", "Dynamic Registration 1.0, step 2", 403, "Your learning platform has a private address, and this service talks to public ones only; please connect the platform by hand."},
	"platform_configuration_unavailable": {"LTI-REG-03", "Dynamic Registration 1.0, step 2", 424, "The configuration of your learning platform could not be fetched; please check that this service can reach the platform and try again."},
	"platform_configuration_malformed":   {"LTI-REG-03", "Dynamic Registration 1.0, step 2", 424, "What your learning platform publishes as its configuration cannot be read; please tell its administrator."},
	"platform_issuer_mismatch":           {"LTI-REG-04", "Dynamic Registration 1.0, step 2", 403, "The configuration names another learning platform than the one that it was fetched from, so it cannot be trusted."},
	"platform_configuration_incomplete":  {"LTI-REG-05", "Dynamic Registration 1.0, step 2", 424, "The configuration of your learning platform lacks an address that is needed, or names one that cannot be used; please tell its administrator."},
	"platform_configuration_unsupported": {"LTI-REG-06", "Security Framework §5.1", 424, "Your learning platform does not offer the way of signing that is used here; please tell its administrator."},
	"registration_token_refused":         {"LTI-REG-10", "Dynamic Registration 1.0, step 3", 403, "Your learning platform no longer accepts this registration, because its token was used or has expired; please begin again there."},
	"registration_refused":               {"LTI-REG-10", "Dynamic Registration 1.0, step 3", 424, "Your learning platform refused the registration; please give its administrator the reason below."},
	"registration_unanswered":            {"LTI-REG-10", "Dynamic Registration 1.0, step 3", 424, "Your learning platform did not answer the registration; please look there whether the tool was added before you try again."},
	"registration_answer_malformed":      {"LTI-REG-11", "Dynamic Registration 1.0, step 3", 424, "Your learning platform answered the registration in a way that cannot be read; please remove the tool there and connect it by hand."},
}
