package admin

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"

	"github.com/lectern-classroom/lectern/lti"
)

// Finding is what is wrong between Lectern and an LMS. Its code is stable and stands for a sentence and a mend.
type Finding struct {
	Code   string
	Detail string // the LMS's own short words, a scope, an address; "" for none
}

// words are what a code means and what to do about it.
type words struct{ message, mend string }

// findings is the table of every code. The web client has the same in each of its languages.
var findings = map[string]words{
	"our_keys_unreachable": {"Lectern's key set isn't reached at its public address.",
		"Let LECTERN_PUBLIC_URL lead to this Lectern from outside and let the proxy pass /lti/jwks; `lectern doctor` says more."},
	"our_keys_foreign": {"At Lectern's public address are other keys than those that it signs with.",
		"See which Lectern answers there: another one with another database, or a cache in front that keeps an old answer."},
	"their_keys_unreachable": {"The LMS's key set can't be fetched.",
		"Let this server reach the LMS, and compare the key set address with what the LMS shows."},
	"their_keys_malformed": {"What the LMS has at its key set address isn't a key set of use.",
		"Compare the key set address with what the LMS shows; it must answer with JSON and RSA keys of 2048 bits or more."},
	"keys_blocked": {"The LMS could not fetch our key set: private address or port blocked.",
		"Let the LMS reach Lectern's key set. In Moodle: Site administration > General > Security > HTTP security; take Lectern's network out of the blocked hosts and add its port to the allowed ones. If the LMS reaches it, compare the token address."},
	"key_not_known": {"The LMS doesn't know the key that Lectern signs with.",
		"In the LMS, choose the key set's address rather than one pasted key; it may keep an old copy for some minutes."},
	"client_not_known": {"The LMS doesn't know this client id, or the tool isn't switched on there.",
		"Activate the tool in the LMS, and compare the client id."},
	"audience_wrong": {"The LMS expects another audience (aud) in our requests for tokens.",
		"Edit the registration: set the token audience to what the LMS's documentation names; for most it stays empty."},
	"clock_differs": {"The clocks of the LMS and of Lectern differ.",
		"Let both machines keep time by NTP."},
	"scope_refused": {"The LMS doesn't grant this scope.",
		"Allow the service in the tool's settings in the LMS: names and roles, or assignments and grades."},
	"unreachable": {"The LMS doesn't answer.", "Let this server reach the LMS: name in DNS, firewall, certificate."},
	"failing":     {"The LMS answers with a failure of its own.", "Look into the LMS's log; it may be in maintenance."},
	"busy":        {"The LMS says that it has too much to do.", "It is tried again by itself; ask the LMS's operator for a higher limit where it stays so."},
	"redirected":  {"The LMS sends us to another address, and tokens aren't sent on.", "Edit the registration: enter the address that it redirects to."},
	"insecure":    {"The LMS names an http address for a service though its others are https.", "Set the LMS's own web address to https."},
	"unreadable":  {"The LMS answers with something that can't be read.", "Compare the addresses; a page instead of data means a wrong one or maintenance."},
	"address_gone": {"There is nothing at an address that the LMS named.",
		"Open an activity from the LMS once more, so that it names its addresses anew; compare the token address."},
	"refused":      {"The LMS refused it.", "The LMS's own words say why; its log says more."},
	"members_none": {"The LMS lists nobody for the course.", "Let the tool see the course's members: in Moodle, the service Names and Role Provisioning."},
	"column_differs": {"The LMS keeps a column otherwise than it was asked to.",
		"Scores still arrive; columns may not be found again after a reinstall. Tell the LMS's maker."},
	"column_left": {"The column of this test could not be removed again.",
		"Remove the column `Lectern connection test` in the gradebook by hand."},
	"no_launch":         {"Not tested: nobody has opened an activity from this LMS yet.", "Open one as a teacher, then walk through again."},
	"members_missing":   {"Launches don't offer the list of members.", "Allow the service Names and Role Provisioning in the tool's settings in the LMS."},
	"columns_missing":   {"Launches don't offer the gradebook.", "Allow the service Assignment and Grade Services, with columns, in the tool's settings in the LMS."},
	"deep_link_unknown": {"Not known: the LMS has not yet asked to choose a class.", "Where teachers should choose classes when they add an activity, switch deep linking on in the tool's settings in the LMS."},
	"token_needed":      {"Not tested: it needs a token, and there is none.", "Mend the step above first."},
	"launch_deployment": {"The LMS launches through a deployment that isn't registered.", "Edit the registration: add the deployment id."},
	"launch_identity":   {"A launch names another issuer or client id than the registration.", "Compare issuer and client id with what the LMS shows."},
	"launch_signature":  {"A launch was signed with a key that isn't in the LMS's key set.", "Compare the key set address with what the LMS shows."},
	"launch_refused":    {"A launch could not be accepted.", "Open an activity: Lectern's page says in a sentence what the code means."},
}

// Message says in a sentence what is wrong.
func (f Finding) Message() string { return findings[f.Code].message }

// Mend says what to do about it.
func (f Finding) Mend() string { return findings[f.Code].mend }

// explainLaunch names what the code of a refused launch means.
func explainLaunch(code string) Finding {
	switch code {
	case "key_set_unavailable":
		return Finding{"their_keys_unreachable", ""}
	case "key_set_malformed":
		return Finding{"their_keys_malformed", ""}
	case "key_unknown", "key_unsuitable", "key_id_missing", "signature_invalid", "alg_not_allowed":
		return Finding{"launch_signature", code}
	case "deployment_unknown", "deployment_mismatch", "deployment_missing":
		return Finding{"launch_deployment", ""}
	case "audience_mismatch", "azp_missing", "azp_mismatch", "issuer_mismatch":
		return Finding{"launch_identity", code}
	case "token_expired", "issued_in_future", "not_yet_valid":
		return Finding{"clock_differs", ""}
	}
	return Finding{"launch_refused", code}
}

// explain names what a failed call to an LMS means; an empty code for what isn't the LMS's doing.
func explain(err error) Finding {
	var l *lti.Error
	if errors.As(err, &l) {
		return explainLaunch(l.Code)
	}
	var e *lti.ServiceError
	if !errors.As(err, &e) {
		return Finding{"refused", ""}
	}
	detail := ""
	if e.Status != 0 {
		detail = httpStatus(e.Status)
	}
	switch e.Code {
	case lti.ServiceCanceled:
		return Finding{}
	case lti.ServiceTokenRefused:
		return explainToken(e)
	case lti.ServiceUnauthorized, lti.ServiceForbidden:
		return Finding{"scope_refused", detail}
	case lti.ServiceNotFound:
		return Finding{"address_gone", detail}
	case lti.ServiceRateLimited:
		return Finding{"busy", detail}
	case lti.ServiceServerError, lti.ServiceHTML:
		return Finding{"failing", detail}
	case lti.ServiceNetwork, lti.ServiceTimeout:
		return Finding{"unreachable", ""}
	case lti.ServiceRedirected:
		return Finding{"redirected", detail}
	case lti.ServiceInsecure:
		return Finding{"insecure", ""}
	case lti.ServiceMalformed, lti.ServiceTooLarge, lti.ServiceForeignLink:
		return Finding{"unreadable", detail}
	}
	return Finding{"refused", detail}
}

// tokenClues are words in the refusals of token endpoints, the telling ones first.
var tokenClues = []struct {
	code  string
	words *regexp.Regexp
}{
	{"keys_blocked", regexp.MustCompile(`(?i)fetch|retriev|unable to load|jwks|key ?set`)},
	{"key_not_known", regexp.MustCompile(`(?i)\bkid\b|signature|verif|public key`)},
	{"clock_differs", regexp.MustCompile(`(?i)\biat\b|\bnbf\b|expired|in the future|not yet valid`)},
	{"audience_wrong", regexp.MustCompile(`(?i)\baud(ience)?\b`)},
	{"scope_refused", regexp.MustCompile(`(?i)scope`)},
	{"client_not_known", regexp.MustCompile(`(?i)client`)},
}

func httpStatus(status int) string { return fmt.Sprintf("HTTP %d %s", status, http.StatusText(status)) }

// explainToken names why a token endpoint refused. The answer's text is looked at and not passed on, but for its error.
func explainToken(e *lti.ServiceError) Finding {
	detail := ""
	if e.Err != nil {
		detail = e.Err.Error()
	}
	if e.Hint != "" { // a page: so Moodle answers when it could not fetch the key set
		return Finding{"keys_blocked", httpStatus(e.Status)}
	}
	said := detail + " " + e.Body
	for _, clue := range tokenClues {
		if clue.words.MatchString(said) {
			return Finding{clue.code, detail}
		}
	}
	return Finding{"refused", detail}
}
