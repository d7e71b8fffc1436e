package lrs

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"strings"
)

// A signature is an attachment of this usage and type (xAPI 1.0.3 Data 2.6).
const (
	usageSignature = "http://adlnet.gov/expapi/attachments/signature"
	typeSignature  = "application/octet-stream"
)

// signatureAlgorithms are those that a signature may use (xAPI 1.0.3 Data 2.6).
var signatureAlgorithms = map[string]crypto.Hash{"RS256": crypto.SHA256, "RS384": crypto.SHA384, "RS512": crypto.SHA512}

// checkSignature checks what a store must: the form, that the signed statement
// is this one, and where the signature names a certificate, that it was made
// with its key. Whose certificate it is, is for readers to judge
// (xAPI 1.0.3 Data 2.6, RFC 7515).
func checkSignature(r record, a attachment, p part, here bool) error {
	switch {
	case a.contentType != typeSignature:
		return bad("a signature must be of the type %s", typeSignature)
	case !here:
		return bad("a signature must come with its statement")
	}
	parts := strings.Split(string(bytes.TrimSpace(p.body)), ".")
	if len(parts) != 3 {
		return bad("the signature is no JSON Web Signature")
	}
	var raw [3][]byte
	for i, s := range parts {
		b, err := base64.RawURLEncoding.DecodeString(s)
		if err != nil || len(b) == 0 {
			return bad("the signature is no JSON Web Signature")
		}
		raw[i] = b
	}
	var header struct {
		Alg string   `json:"alg"`
		X5C [][]byte `json:"x5c"` // base64 of DER, not of its URL form: RFC 7515 4.1.6
	}
	if err := json.Unmarshal(raw[0], &header); err != nil {
		return bad("the header of the signature is malformed")
	}
	hash, ok := signatureAlgorithms[header.Alg]
	if !ok {
		return bad("the signature must use RS256, RS384 or RS512")
	}
	if !signs(raw[1], r) {
		return bad("the signature is not that of its statement")
	}
	if len(header.X5C) == 0 {
		return nil
	}
	return verify(header.X5C[0], hash, []byte(parts[0]+"."+parts[1]), raw[2])
}

// signs tells whether the payload says what the statement says, but for the
// signature itself.
func signs(payload []byte, r record) bool {
	var said, is map[string]any
	if decode(payload, &said) != nil || decode(r.raw, &is) != nil {
		return false
	}
	for _, m := range []map[string]any{said, is} {
		unsigned(m)
	}
	if _, ok := said["id"]; !ok {
		delete(is, "id")
	}
	if _, ok := is["id"]; !ok {
		delete(said, "id") // PUT names it in its address
	}
	id, _ := said["id"].(string)
	other, _ := is["id"].(string)
	a, aerr := encode(said)
	b, berr := encode(is)
	return aerr == nil && berr == nil && strings.EqualFold(id, other) && same(a, b, b)
}

// unsigned takes signatures out of a statement.
func unsigned(m map[string]any) {
	list, _ := m["attachments"].([]any)
	var rest []any
	for _, v := range list {
		if a, _ := v.(map[string]any); a["usageType"] != usageSignature {
			rest = append(rest, v)
		}
	}
	if len(rest) == 0 {
		delete(m, "attachments")
		return
	}
	m["attachments"] = rest
}

func verify(der []byte, hash crypto.Hash, signed, signature []byte) error {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return bad("the certificate of the signature is malformed")
	}
	public, ok := cert.PublicKey.(*rsa.PublicKey)
	if !ok {
		return bad("the certificate of the signature holds no RSA key")
	}
	h := hash.New()
	h.Write(signed)
	if err := rsa.VerifyPKCS1v15(public, hash, h.Sum(nil), signature); err != nil {
		return bad("the signature does not fit its certificate")
	}
	return nil
}
