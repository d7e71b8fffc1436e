package lrs_test

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestAttachmentRules(t *testing.T) {
	t.Parallel()
	run(t, append(multipartRules(), signatureRules()...), editions...)
}

const boundary = "abc123"

var mixed = []string{"Content-Type", "multipart/mixed; boundary=" + boundary}

// mixedBody is a multipart body of parts, each with its headers.
func mixedBody(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString("--" + boundary + "\r\n" + p + "\r\n")
	}
	return b.String() + "--" + boundary + "--\r\n"
}

func jsonPart(body string) string { return "Content-Type: application/json\r\n\r\n" + body }

func filePart(content string) string {
	return "Content-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: " + sum(content) + "\r\n\r\n" + content
}

func sum(content string) string {
	h := sha256.Sum256([]byte(content))
	return hex.EncodeToString(h[:])
}

// attached is statement n with attachments of these contents.
func attached(n int, contents ...string) string {
	var list []string
	for _, c := range contents {
		list = append(list, fmt.Sprintf(`{"usageType":"http://x.example/u","display":{"en":"f"},"contentType":"text/plain","length":%d,"sha2":%q}`, len(c), sum(c)))
	}
	return said(n, `,"attachments":[`+strings.Join(list, ",")+`]`)
}

// partsOf reads a multipart answer: the first part, and the others by their hash.
func partsOf(s *shop, a answer) (string, map[string]string) {
	s.Helper()
	kind, params, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	if err != nil || kind != "multipart/mixed" {
		s.Fatalf("%q, %v", kind, err)
	}
	r := multipart.NewReader(strings.NewReader(a.body), params["boundary"])
	first, files := "", map[string]string{}
	for n := 0; ; n++ {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return first, files
		}
		if err != nil {
			s.Fatal(err)
		}
		b, err := io.ReadAll(p)
		if err != nil {
			s.Fatal(err)
		}
		if n == 0 {
			first = string(b)
			continue
		}
		if p.Header.Get("Content-Transfer-Encoding") != "binary" || p.Header.Get("Content-Type") == "" {
			s.Errorf("headers %v", p.Header)
		}
		files[p.Header.Get("X-Experience-API-Hash")] = string(b)
	}
}

func multipartRules() []rule {
	return []rule{
		{"XAPI-00127", "a body is JSON or multipart/mixed", func(s *shop) {
			for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=" + boundary} {
				s.want(400, "POST", "/statements", said(1), "Content-Type", kind)
				s.want(400, "PUT", "/statements?statementId="+sid(1), said(1), "Content-Type", kind)
			}
			s.want(200, "POST", "/statements", said(1), "Content-Type", "application/json; charset=UTF-8")
			s.want(200, "POST", "/statements", mixedBody(jsonPart(said(2))), mixed...)
		}},
		{"XAPI-00128", "no part comes that no statement names", func(s *shop) {
			s.want(400, "POST", "/statements", mixedBody(jsonPart(attached(1, "one")), filePart("one"), filePart("two")), mixed...)
			s.stored(0)
		}},
		{"XAPI-00129", "an attachment without fileUrl comes with its content", func(s *shop) {
			s.want(400, "POST", "/statements", attached(1, "one"))
			s.want(400, "POST", "/statements", mixedBody(jsonPart(attached(1, "one", "two")), filePart("one")), mixed...)
			s.stored(0)
			s.want(200, "POST", "/statements", mixedBody(jsonPart(attached(1, "one")), filePart("one")), mixed...)
		}},
		{"XAPI-00130", "a boundary stands before each part", func(s *shop) {
			s.want(400, "POST", "/statements", jsonPart(said(1))+"\r\n--"+boundary+"--\r\n", mixed...)
		}},
		{"XAPI-00131", "the boundary is named", func(s *shop) {
			s.want(400, "POST", "/statements", mixedBody(jsonPart(said(1))), "Content-Type", "multipart/mixed")
		}},
		{"XAPI-00132", "each content comes with its hash", func(s *shop) {
			p := filePart("one")
			s.want(400, "POST", "/statements", mixedBody(jsonPart(attached(1, "one")), strings.Replace(p, "X-Experience-API-Hash", "X-Hash", 1)), mixed...)
			s.want(400, "POST", "/statements", mixedBody(jsonPart(attached(1, "one")), strings.TrimSuffix(p, "one")+"two"), mixed...)
			s.stored(0)
		}},
		{"XAPI-00133", "all statements stand in the first part", func(s *shop) {
			s.want(400, "POST", "/statements", mixedBody(jsonPart(said(1)), jsonPart(said(2))), mixed...)
			s.want(200, "POST", "/statements", mixedBody(jsonPart("["+said(1)+","+attached(2, "one")+"]"), filePart("one")), mixed...)
			s.stored(2)
		}},
		{"XAPI-00134", "the first part is JSON", func(s *shop) {
			s.want(400, "POST", "/statements", mixedBody("Content-Type: text/plain\r\n\r\n"+said(1)), mixed...)
			s.want(400, "POST", "/statements", mixedBody(filePart("one"), jsonPart(attached(1, "one"))), mixed...)
		}},
		{"XAPI-00135", "contents are binary", func(s *shop) {
			s.want(400, "POST", "/statements", mixedBody(jsonPart(attached(1, "one")), strings.Replace(filePart("one"), "binary", "base64", 1)), mixed...)
		}},
		{"XAPI-00161", "without attachments=true no content is returned", func(s *shop) {
			s.want(200, "POST", "/statements", mixedBody(jsonPart(attached(1, "one")), filePart("one")), mixed...)
			for _, q := range []string{"", "?attachments=false", "?statementId=" + sid(1)} {
				if a := s.want(200, "GET", "/statements"+q, ""); a.header.Get("Content-Type") != "application/json" {
					s.Errorf("%s: %v", q, a.header)
				}
			}
		}},
		{"XAPI-00167", "with attachments=true each content is returned once", func(s *shop) {
			binary := "one\r\n\x00\xff--" + boundary[:3]
			s.want(200, "POST", "/statements", mixedBody(jsonPart("["+attached(1, binary)+","+attached(2, binary, "two")+"]"), filePart(binary), filePart("two")), mixed...)
			s.post(said(3))
			first, files := partsOf(s, s.want(200, "GET", "/statements?attachments=true", ""))
			if got := listed(s.T, first).ids; len(got) != 3 || len(files) != 2 || files[sum(binary)] != binary || files[sum("two")] != "two" {
				s.Errorf("%v, %q", got, files)
			}
			first, files = partsOf(s, s.want(200, "GET", "/statements?attachments=true&statementId="+sid(1), ""))
			s.is(parsed(s.T, first), "id", fmt.Sprintf("%q", sid(1)))
			if len(files) != 1 {
				s.Errorf("%q", files)
			}
		}},
	}
}

// signer makes signatures; its key is made once, for it takes long.
var signer = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

// certificate is one with the signer's key.
var certificate = sync.OnceValue(func() string {
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "A"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &signer().PublicKey, signer())
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(der)
})

// sign writes a signature of a payload.
func sign(alg, payload string, hash crypto.Hash) string {
	enc := base64.RawURLEncoding.EncodeToString
	signed := enc([]byte(`{"alg":"`+alg+`","x5c":["`+certificate()+`"]}`)) + "." + enc([]byte(payload))
	h := hash.New()
	h.Write([]byte(signed))
	b, err := rsa.SignPKCS1v15(rand.Reader, signer(), hash, h.Sum(nil))
	if err != nil {
		panic(err)
	}
	return signed + "." + enc(b)
}

// signed is a multipart body of a statement with a signature.
func signed(statement, signature string, edits ...string) string {
	a := fmt.Sprintf(`attachments=[{"usageType":"http://adlnet.gov/expapi/attachments/signature","display":{"en":"s"},"contentType":"application/octet-stream","length":%d,"sha2":%q}]`, len(signature), sum(signature))
	return mixedBody(jsonPart(edit(statement, strings.Join(append([]string{a}, edits...), "; "))), strings.Replace(filePart(signature), "text/plain", "application/octet-stream", 1))
}

func signatureRules() []rule {
	return []rule{
		{"XAPI-00115", "a signature is a JSON Web Signature of its type, beside its statement", func(s *shop) {
			good := sign("RS256", said(1), crypto.SHA256)
			s.want(400, "POST", "/statements", signed(said(1), "no signature"), mixed...)
			s.want(400, "POST", "/statements", signed(said(1), good[:len(good)-4]), mixed...)
			s.want(400, "POST", "/statements", signed(said(1), good, `attachments.0.contentType="text/plain"`), mixed...)
			s.want(400, "POST", "/statements", edit(said(1), `attachments=[{"usageType":"http://adlnet.gov/expapi/attachments/signature","display":{"en":"s"},"contentType":"application/octet-stream","length":1,"sha2":"`+sum("x")+`","fileUrl":"https://x.example/s"}]`))
			s.stored(0)
			s.want(200, "POST", "/statements", signed(said(1), good), mixed...)
		}},
		{"XAPI-00116", "what was signed is the statement", func(s *shop) {
			for _, payload := range []string{said(2), statement(1, "u2", room), "{", edit(said(1), `result={"success":true}`)} {
				s.want(400, "POST", "/statements", signed(said(1), sign("RS256", payload, crypto.SHA256)), mixed...)
			}
			s.stored(0)
			s.want(200, "POST", "/statements", signed(said(1), sign("RS256", edit(said(1), `object.objectType="Activity"`), crypto.SHA256)), mixed...)
		}},
		{"XAPI-00117", "signatures use RS256, RS384 or RS512, and fit their certificates", func(s *shop) {
			for alg, hash := range map[string]crypto.Hash{"RS256": crypto.SHA256, "RS384": crypto.SHA384, "RS512": crypto.SHA512} {
				s.want(200, "POST", "/statements", signed(said(int(hash)), sign(alg, said(int(hash)), hash)), mixed...)
			}
			s.want(400, "POST", "/statements", signed(said(1), sign("HS256", said(1), crypto.SHA256)), mixed...)
			s.want(400, "POST", "/statements", signed(said(1), sign("none", said(1), crypto.SHA256)), mixed...)
			forged := sign("RS256", said(1), crypto.SHA384) // made with another hash than it says
			s.want(400, "POST", "/statements", signed(said(1), forged), mixed...)
			s.stored(3)
		}},
	}
}

// TestHashesOfEveryLength shows the hashes that an attachment may be named by.
func TestHashesOfEveryLength(t *testing.T) {
	t.Parallel()
	s := newShop(t, "1.0.3")
	one := []byte("one")
	a, b, c := sha256.Sum224(one), sha512.Sum384(one), sha512.Sum512(one)
	for n, h := range [][]byte{a[:], b[:], c[:]} {
		name := hex.EncodeToString(h)
		s.want(200, "POST", "/statements", strings.ReplaceAll(mixedBody(jsonPart(attached(n, "one")), filePart("one")), sum("one"), name), mixed...)
		if _, files := partsOf(s, s.want(200, "GET", "/statements?attachments=true&statementId="+sid(n), "")); files[name] != "one" {
			t.Errorf("%q", files)
		}
	}
	s.want(400, "POST", "/statements", strings.ReplaceAll(mixedBody(jsonPart(attached(9, "one")), filePart("one")), sum("one"), strings.ToUpper(sum("two"))), mixed...)
}

// TestLargeAttachmentsComeOnPages shows that an answer stays bounded.
func TestLargeAttachmentsComeOnPages(t *testing.T) {
	t.Parallel()
	s := newShop(t, "1.0.3")
	for n := range 4 {
		content := string(bytes.Repeat([]byte{byte('a' + n)}, 12<<20))
		s.want(200, "POST", "/statements", mixedBody(jsonPart(attached(n, content)), filePart(content)), mixed...)
	}
	first, files := partsOf(s, s.want(200, "GET", "/statements?attachments=true", ""))
	l := listed(t, first)
	if len(l.ids) != 2 || len(files) != 2 || l.more == "" {
		t.Errorf("%d statements, %d files, more %q", len(l.ids), len(files), l.more)
	}
	first, files = partsOf(s, s.want(200, "GET", strings.TrimPrefix(l.more, "/xapi"), ""))
	if l := listed(t, first); len(l.ids) != 2 || len(files) != 2 || l.more != "" {
		t.Errorf("%d statements, %d files, more %q", len(l.ids), len(files), l.more)
	}
	s.want(413, "POST", "/statements", mixedBody(jsonPart(attached(9, "x")), filePart(strings.Repeat("x", 17<<20))), mixed...)
}
