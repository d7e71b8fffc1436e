package lrs_test

import "testing"

// dataRule is a requirement on statements: what is refused, and what is not, as
// edits of whole.
type dataRule struct {
	id, what  string
	bad, good []string
}

// whole has every part of a statement, but for an authority.
const whole = `{
 "id": "7c0a5b0e-9f4e-4b52-9f5b-6a0a0e6f0001",
 "actor": {"objectType": "Agent", "name": "Ann", "account": {"homePage": "https://lms.example.org", "name": "u1"}},
 "verb": {"id": "http://v.example/answered", "display": {"en-US": "answered", "de": "beantwortete"}},
 "object": {"objectType": "Activity", "id": "https://vc.example.org/poll", "definition": {
   "type": "http://t.example/poll", "name": {"en": "Poll"}, "description": {"de": "Frage"}, "moreInfo": "https://vc.example.org/more",
   "extensions": {"https://x.example/e": 1}, "interactionType": "choice", "correctResponsesPattern": ["a"],
   "choices": [{"id": "a", "description": {"en": "A"}}, {"id": "b"}]}},
 "result": {"score": {"scaled": 0.5, "raw": 1, "min": 0, "max": 2}, "success": true, "completion": false, "response": "a",
   "duration": "PT2M5.5S", "extensions": {"https://x.example/e": {}}},
 "context": {"registration": "4eb0e063-669b-479a-86b3-f9be9ac88a1d", "instructor": {"mbox": "mailto:t@example.org"},
   "team": {"objectType": "Group", "member": [{"openid": "https://id.example.org/1"}, {"mbox_sha1sum": "ebd31e95054c018b10727ccffd2ef2ec3a016ee9"}]},
   "contextActivities": {"parent": [{"id": "https://vc.example.org/s"}], "grouping": {"id": "urn:course:1"}, "category": [], "other": []},
   "revision": "1", "platform": "Lectern", "language": "en-US",
   "statement": {"objectType": "StatementRef", "id": "cd4f90fe-b7ea-5990-8452-b3757b33d91c"}, "extensions": {}},
 "timestamp": "2026-11-22T10:00:00.123+01:00",
 "attachments": [{"usageType": "http://x.example/usage", "display": {"en": "f"}, "description": {"en": "f"}, "contentType": "text/plain; charset=utf-8",
   "length": 5, "sha2": "672fa5fa658017f1b72d65036f13379c6ab05d4ab3b6664908d8acf0b6a0c634", "fileUrl": "https://x.example/f"}]
}`

// Objects of other kinds, with what does not go with them taken away.
const (
	bare  = `; -context.revision; -context.platform`
	agent = `object={"objectType":"Agent","mbox":"mailto:b@example.org"}` + bare
	ref   = `object={"objectType":"StatementRef","id":"cd4f90fe-b7ea-5990-8452-b3757b33d91c"}` + bare
	sub   = `object={"objectType":"SubStatement","actor":{"mbox":"mailto:b@example.org"},"verb":{"id":"http://v.example/v"},"object":{"id":"http://o.example/o"}}` + bare
	group = `actor={"objectType":"Group","name":"G","member":[{"mbox":"mailto:b@example.org"}]}`
)

func dataRules() []dataRule {
	return []dataRule{
		{"XAPI-00001", "no null, and nothing empty that must say something", []string{`result=null`, `actor={}`, `verb={}`, `object={}`, `context.registration=null`}, nil},
		{"XAPI-00003", "an actor is there", []string{`-actor`}, nil},
		{"XAPI-00004", "a verb is there", []string{`-verb`}, nil},
		{"XAPI-00005", "an object is there", []string{`-object` + bare}, nil},
		{"XAPI-00006", "members have their types", []string{`actor="Ann"`, `verb=1`, `object=[]`, `result="good"`, `context=true`, `attachments={}`}, nil},
		{"XAPI-00007", "values have their formats", []string{`timestamp="01/011/2015"`, `id="should fail"`, `verb.id=""`, `object.id=""`, `context.language=""`}, nil},
		{"XAPI-00008", "names of members are matched with their case", []string{`Actor={"mbox":"mailto:b@example.org"}`, `result.Success=true`, `context.Registration="4eb0e063-669b-479a-86b3-f9be9ac88a1d"`}, nil},
		{"XAPI-00009", "words of a list are matched with their case", []string{`actor.objectType="agent"`, `object.objectType="activity"`, `object.definition.interactionType="Choice"`}, nil},
		{"XAPI-00010", "nothing is there that is not known", []string{`extra=1`, `actor.extra=1`, `verb.extra=1`, `object.definition.extra=1`, `result.score.extra=1`, `context.extra=1`}, nil},
		{"XAPI-00011", "addresses have a scheme", []string{`verb.id="answered"`, `object.id="poll"`, `object.definition.type="poll"`, `object.definition.moreInfo="more"`}, nil},
		{"XAPI-00013", "keys of language maps are language tags", []string{`verb.display={"a12345678":"x"}`, `object.definition.name={"e n":"x"}`}, []string{`verb.display={"zh-Hant-TW":"x","x-school":"y"}`}},
		{"XAPI-00014", "a statement is a JSON object", []string{`actor=[{"mbox":"mailto:b@example.org"}]`, `verb=["http://v.example/v"]`}, nil},
		{"XAPI-00017", "what voids has a reference as object", []string{`verb.id="http://adlnet.gov/expapi/verbs/voided"`}, []string{ref + `; verb.id="http://adlnet.gov/expapi/verbs/voided"`}},
		{"XAPI-00019", "what voids is told by its verb", []string{agent + `; verb.id="http://adlnet.gov/expapi/verbs/voided"`}, []string{agent + `; verb.id="http://v.example/voided"`}},
		{"XAPI-00020", "the object of what voids is named a reference", []string{`object={"objectType":"Activity","id":"http://o.example/o"}; verb.id="http://adlnet.gov/expapi/verbs/voided"`}, nil},
		{"XAPI-00022", "timestamp is a timestamp", []string{`timestamp=1`, `timestamp="yesterday"`}, []string{`timestamp="2026-11-22T10:00:00Z"`}},
		{"XAPI-00024", "authority is an agent or a group", []string{`authority="me"`, `authority={"objectType":"Activity","id":"http://o.example/o"}`}, []string{`authority={"mbox":"mailto:b@example.org"}`}},
		{"XAPI-00025", "attachments are a list of attachments", []string{`attachments={"usageType":"http://x.example/u"}`, `attachments=["f"]`}, []string{`attachments=[]`}},
		{"XAPI-00027", "id is a UUID", []string{`id="7c0a5b0e"`}, nil},
		{"XAPI-00028", "id is a string", []string{`id=7`, `id={}`}, nil},
		{"XAPI-00029", "UUIDs are in their usual form", []string{`id="7c0a5b0e-9f4e-4b52-9f5b-6a0a0e6f00012"`, `context.registration="{4eb0e063-669b-479a-86b3-f9be9ac88a1d}"`}, nil},
		{"XAPI-00030", "UUIDs are hexadecimal", []string{`id="gc0a5b0e-9f4e-4b52-9f5b-6a0a0e6f0001"`, `context.statement.id="zd4f90fe-b7ea-5990-8452-b3757b33d91c"`}, nil},
		{"XAPI-00031", "an actor is an agent or a group", []string{`actor.objectType="Person"`, `context.instructor={"objectType":"Activity","mbox":"mailto:b@example.org"}`}, []string{group}},
		{"XAPI-00032", "objectType is a string", []string{`actor.objectType=1`, `object.objectType={}`}, nil},
		{"XAPI-00033", "name of an agent is a string", []string{`actor.name=7`, `context.instructor.name={}`}, nil},
		{"XAPI-00034", "an agent has exactly one identifier", []string{`-actor.account`, `actor.mbox="mailto:b@example.org"`}, []string{`actor={"openid":"https://id.example.org/1"}`}},
		{"XAPI-00035", "members belong to groups", []string{`actor.member=[{"mbox":"mailto:b@example.org"}]`, `actor={"objectType":"Group"}`}, []string{group}},
		{"XAPI-00036", "members are agents", []string{`actor={"objectType":"Group","member":{"mbox":"mailto:b@example.org"}}`, `actor={"objectType":"Group","member":[{"objectType":"Group","mbox":"mailto:b@example.org"}]}`, `actor={"objectType":"Group","member":["b"]}`}, nil},
		{"XAPI-00037", "a group has at most one identifier", []string{`actor={"objectType":"Group","mbox":"mailto:b@example.org","openid":"https://id.example.org/1"}`}, []string{`actor={"objectType":"Group","mbox":"mailto:b@example.org"}`}},
		{"XAPI-00038", "mbox is mailto: and an address", []string{`actor={"mbox":"b@example.org"}`, `actor={"mbox":"mailto:b"}`, `actor={"mbox":7}`}, nil},
		{"XAPI-00039", "mbox_sha1sum is a hash", []string{`actor={"mbox_sha1sum":7}`, `actor={"mbox_sha1sum":"x"}`}, nil},
		{"XAPI-00040", "openid is an address", []string{`actor={"openid":"x"}`, `actor={"openid":7}`}, nil},
		{"XAPI-00041", "account is an object", []string{`actor.account="u1"`, `actor.account={}`}, nil},
		{"XAPI-00042", "an account has a homePage that is an address", []string{`-actor.account.homePage`, `actor.account.homePage="lms"`}, nil},
		{"XAPI-00043", "an account has a name that is a string", []string{`-actor.account.name`, `actor.account.name={}`}, nil},
		{"XAPI-00044", "a verb has an id that is an IRI", []string{`-verb.id`, `verb.id="answered"`, `verb.id=7`}, nil},
		{"XAPI-00045", "display of a verb is a language map", []string{`verb.display="answered"`, `verb.display={"en":7}`}, []string{`-verb.display`}},
		{"XAPI-00046", "objects are of five kinds", []string{`object.objectType="Thing"`}, []string{agent, ref, sub, `-object.objectType`}},
		{"XAPI-00047", "an activity has an id that is an IRI", []string{`-object.id`, `object.id=7`, `object.id="poll"`}, nil},
		{"XAPI-00048", "definition is an object", []string{`object.definition="poll"`, `object.definition=[]`}, []string{`-object.definition`}},
		{"XAPI-00049", "interactionType is one of the ten", []string{`object.definition.interactionType="guess"`, `object.definition.interactionType=1`}, nil},
		{"XAPI-00050", "correctResponsesPattern is a list of strings", []string{`object.definition.correctResponsesPattern="a"`, `object.definition.correctResponsesPattern=[1]`}, nil},
		{"XAPI-00051", "choices are components", []string{`object.definition.choices={"id":"a"}`, `object.definition.choices=["a"]`}, nil},
		{"XAPI-00052", "scale is components", []string{likert(`"scale":{"id":"a"}`), likert(`"scale":["a"]`)}, []string{likert(`"scale":[{"id":"a"}]`)}},
		{"XAPI-00053", "source is components", []string{matching(`"source":{"id":"a"}`)}, []string{matching(`"source":[{"id":"a"}]`)}},
		{"XAPI-00054", "target is components", []string{matching(`"target":["a"]`)}, []string{matching(`"target":[{"id":"a"}]`)}},
		{"XAPI-00055", "steps are components", []string{`object.definition={"interactionType":"performance","steps":["a"]}`}, []string{`object.definition={"interactionType":"performance","steps":[{"id":"a"}]}`}},
		{"XAPI-00056", "name of an activity is a language map", []string{`object.definition.name="Poll"`, `object.definition.name={"en":1}`}, nil},
		{"XAPI-00057", "extensions of an activity are an object", []string{`object.definition.extensions=[]`, `object.definition.extensions="e"`}, nil},
		{"XAPI-00058", "a component is an object with an id", []string{`object.definition.choices=[{"description":{"en":"A"}}]`, `object.definition.choices=[{"id":1}]`}, nil},
		{"XAPI-00059", "description of an activity is a language map", []string{`object.definition.description="Frage"`, `object.definition.description={"de":[]}`}, nil},
		{"XAPI-00060", "type of an activity is an IRI", []string{`object.definition.type=1`, `object.definition.type="poll"`}, nil},
		{"XAPI-00061", "moreInfo is an address", []string{`object.definition.moreInfo=1`, `object.definition.moreInfo="more"`}, nil},
		{"XAPI-00062", "description of a component is a language map", []string{`object.definition.choices=[{"id":"a","description":"A"}]`}, nil},
		{"XAPI-00063", "ids of components are distinct", []string{`object.definition.choices=[{"id":"a"},{"id":"a"}]`}, nil},
		{"XAPI-00064", "what belongs to an interaction needs an interactionType", []string{`-object.definition.interactionType`, `object.definition={"correctResponsesPattern":["a"]}`}, nil},
		{"XAPI-00065", "an agent as object says that it is one", []string{`object={"mbox":"mailto:b@example.org"}`}, []string{agent}},
		{"XAPI-00066", "a sub-statement is a statement", []string{sub + `; -object.actor`, sub + `; -object.verb`, sub + `; object.timestamp="x"`}, []string{sub}},
		{"XAPI-00067", "a sub-statement has no authority", []string{sub + `; object.authority={"mbox":"mailto:b@example.org"}`}, nil},
		{"XAPI-00068", "a sub-statement has no version", []string{sub + `; object.version="1.0.0"`}, nil},
		{"XAPI-00069", "a sub-statement has no stored", []string{sub + `; object.stored="2026-11-22T10:00:00Z"`}, nil},
		{"XAPI-00070", "a sub-statement has no id", []string{sub + `; object.id="cd4f90fe-b7ea-5990-8452-b3757b33d91c"`}, nil},
		{"XAPI-00071", "a sub-statement holds no other", []string{sub + `; object.object={"objectType":"SubStatement","actor":{"mbox":"mailto:b@example.org"},"verb":{"id":"http://v.example/v"},"object":{"id":"http://o.example/o"}}`}, nil},
		{"XAPI-00072", "a reference has an id that is a UUID", []string{ref + `; -object.id`, ref + `; object.id="x"`}, []string{ref}},
		{"XAPI-00073", "references and sub-statements say what they are", []string{ref + `; -object.objectType`, sub + `; -object.objectType`}, nil},
		{"XAPI-00074", "success is a boolean", []string{`result.success="true"`, `result.success=1`}, nil},
		{"XAPI-00075", "completion is a boolean", []string{`result.completion="false"`, `result.completion=0`}, nil},
		{"XAPI-00076", "response is a string", []string{`result.response=1`, `result.response={}`}, []string{`result.response=""`}},
		{"XAPI-00077", "duration is of ISO 8601", []string{`result.duration="2 minutes"`, `result.duration="PT2"`, `result.duration=7`}, []string{`result.duration="P2W"`, `result.duration="P1Y2M3DT4H5M6.78S"`}},
		{"XAPI-00078", "extensions of a result are an object", []string{`result.extensions="e"`, `result.extensions=[]`}, nil},
		{"XAPI-00079", "score is an object", []string{`result.score=1`, `result.score="1"`}, []string{`result.score={}`}},
		{"XAPI-00080", "max is more than min", []string{`result.score={"max":1,"min":2}`, `result.score={"max":"1"}`}, []string{`result.score={"max":1}`}},
		{"XAPI-00081", "min is less than max", []string{`result.score={"max":1,"min":1}`, `result.score={"min":"1"}`}, []string{`result.score={"min":-5.5}`}},
		{"XAPI-00082", "raw lies between min and max", []string{`result.score={"raw":3,"max":2}`, `result.score={"raw":0,"min":1}`, `result.score={"raw":"1"}`}, []string{`result.score={"raw":2,"min":0,"max":2}`}},
		{"XAPI-00083", "scaled lies between -1 and 1", []string{`result.score={"scaled":1.01}`, `result.score={"scaled":-1.01}`, `result.score={"scaled":"1"}`}, []string{`result.score={"scaled":-1}`}},
		{"XAPI-00084", "revision belongs to activities", []string{agent + `; context.revision="1"`, ref + `; context.revision="1"`}, nil},
		{"XAPI-00085", "platform belongs to activities", []string{agent + `; context.platform="L"`, sub + `; context.platform="L"`}, nil},
		{"XAPI-00086", "contextActivities are an object", []string{`context.contextActivities=[]`, `context.contextActivities="x"`}, nil},
		{"XAPI-00087", "registration is a UUID", []string{`context.registration="x"`, `context.registration=7`}, nil},
		{"XAPI-00088", "team is a group", []string{`context.team={"mbox":"mailto:b@example.org"}`, `context.team="t"`}, nil},
		{"XAPI-00089", "revision is a string", []string{`context.revision=1`}, nil},
		{"XAPI-00090", "platform is a string", []string{`context.platform={}`}, nil},
		{"XAPI-00091", "language is a language tag", []string{`context.language=1`, `context.language="e n"`}, []string{`context.language="de-CH"`}},
		{"XAPI-00092", "statement of a context is a reference", []string{`context.statement="x"`, `context.statement={"id":"cd4f90fe-b7ea-5990-8452-b3757b33d91c"}`}, nil},
		{"XAPI-00093", "contextActivities have four keys", []string{`context.contextActivities={"sibling":[]}`}, []string{`context.contextActivities={}`}},
		{"XAPI-00094", "contextActivities hold activities", []string{`context.contextActivities={"parent":"x"}`, `context.contextActivities={"parent":[{"objectType":"Agent","mbox":"mailto:b@example.org"}]}`}, nil},
		{"XAPI-00098", "a group as authority has two members", []string{`authority={"objectType":"Group","member":[{"mbox":"mailto:b@example.org"}]}`}, []string{`authority={"objectType":"Group","member":[{"mbox":"mailto:b@example.org"},{"account":{"homePage":"https://a.example","name":"a"}}]}`}},
		{"XAPI-00100", "a group as authority has not more than two members", []string{`authority={"objectType":"Group","member":[{"mbox":"mailto:a@example.org"},{"mbox":"mailto:b@example.org"},{"mbox":"mailto:c@example.org"}]}`}, nil},
		{"XAPI-00101", "version is one of those that the request may bring", []string{`version="0.9.9"`, `version="1.1.0"`, `version="3.0.0"`, `version=1`}, []string{`version="1.0.3"`, `version="1.0"`}},
		{"XAPI-00102", "length of an attachment is a number of bytes", []string{`-attachments.0.length`, `attachments.0.length="5"`, `attachments.0.length=5.5`}, nil},
		{"XAPI-00103", "sha2 of an attachment is a hash", []string{`-attachments.0.sha2`, `attachments.0.sha2=1`, `attachments.0.sha2="x"`}, nil},
		{"XAPI-00104", "fileUrl of an attachment is an address", []string{`attachments.0.fileUrl="f"`, `attachments.0.fileUrl=1`}, nil},
		{"XAPI-00105", "contentType of an attachment is a media type", []string{`-attachments.0.contentType`, `attachments.0.contentType=1`, `attachments.0.contentType="text"`}, nil},
		{"XAPI-00106", "display of an attachment is a language map", []string{`-attachments.0.display`, `attachments.0.display="f"`}, nil},
		{"XAPI-00107", "usageType of an attachment is an IRI", []string{`-attachments.0.usageType`, `attachments.0.usageType="u"`}, nil},
		{"XAPI-00118", "keys of extensions are IRIs", []string{`result.extensions={"e":1}`, `context.extensions={"e":1}`, `object.definition.extensions={"e":1}`}, nil},
		{"XAPI-00119", "extensions hold anything, also nothing", nil, []string{`context.extensions={"https://x.example/e":null}`, `context.extensions={"https://x.example/e":""}`, `context.extensions={"https://x.example/e":{}}`, `result.extensions={}`}},
		{"XAPI-00120", "extensions are pairs", []string{`context.extensions=["https://x.example/e"]`, `context.extensions=1`}, nil},
		{"XAPI-00121", "language maps follow RFC 5646", []string{`verb.display={"":"x"}`, `attachments.0.display={"en_US":"x"}`}, []string{`verb.display={"sr-Latn-RS":"x"}`}},
		{"XAPI-00123", "timestamps follow ISO 8601, with a zone that is known", []string{`timestamp="2026-11-22 10:00"`, `timestamp="2026-13-22T10:00:00Z"`, `timestamp="2026-11-22T10:00:00-00:00"`}, []string{`timestamp="2026-11-22T10:00:00.5+05:30"`}},
		{"XAPI-00124", "durations are not written like times", []string{`result.duration="P0003-06-04T12:30:05"`, `result.duration="P00030604T123005"`}, nil},
	}
}

// likert and matching are definitions of such interactions.
func likert(more string) string {
	return `object.definition={"interactionType":"likert",` + more + `}`
}

func matching(more string) string {
	return `object.definition={"interactionType":"matching",` + more + `}`
}

func TestDataRules(t *testing.T) {
	t.Parallel()
	for _, version := range editions {
		for _, r := range dataRules() {
			t.Run(version+"/"+r.id+" "+r.what, func(t *testing.T) {
				t.Parallel()
				s := newShop(t, version)
				for _, edits := range r.bad {
					s.want(400, "POST", "/statements", edit(whole, edits))
				}
				s.stored(0)
				s.want(200, "POST", "/statements", whole)
				for _, edits := range r.good {
					s.want(200, "POST", "/statements", edit(whole, "-id; "+edits))
				}
				s.stored(1 + len(r.good))
			})
		}
	}
}
