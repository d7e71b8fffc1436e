package lrs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
)

// contents are the contents of attachments that came with statements.
type contents struct {
	mixed bool // they came in a multipart body
	parts []part
}

// part is one content.
type part struct {
	contentType, sha2 string
	body              []byte
}

func (c contents) bytes() map[string][]byte {
	m := make(map[string][]byte, len(c.parts))
	for _, p := range c.parts {
		m[p.sha2] = p.body
	}
	return m
}

// readMultipart reads a multipart/mixed body: statements first, then the
// contents, each with its hash (xAPI 1.0.3 Communication 1.5.2).
func readMultipart(w http.ResponseWriter, r *http.Request, boundary string) ([]byte, contents, error) {
	c := contents{mixed: true}
	if boundary == "" {
		return nil, c, bad("multipart/mixed needs a boundary")
	}
	body, err := readAll(w, r, maxMultipart)
	if err != nil {
		return nil, c, err
	}
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	var statements []byte
	for n := 0; ; n++ {
		p, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) && n > 0 {
			return statements, c, nil
		}
		if err != nil {
			return nil, c, bad("the multipart body is malformed")
		}
		b, err := io.ReadAll(p)
		if err != nil {
			return nil, c, bad("the multipart body is malformed")
		}
		if n == 0 {
			kind, _, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
			if err != nil || kind != "application/json" {
				return nil, c, bad("the first part must be application/json")
			}
			statements = b
			continue
		}
		one, err := newPart(p.Header, b)
		if err != nil {
			return nil, c, err
		}
		c.parts = append(c.parts, one)
	}
}

func newPart(h textproto.MIMEHeader, b []byte) (part, error) {
	p := part{contentType: h.Get("Content-Type"), sha2: strings.ToLower(h.Get(headerHash)), body: b}
	switch {
	case !strings.EqualFold(h.Get("Content-Transfer-Encoding"), "binary"):
		return p, bad("Content-Transfer-Encoding of an attachment must be binary")
	case p.sha2 == "":
		return p, bad("an attachment lacks %s", headerHash)
	case !hashes(b, p.sha2):
		return p, bad("%s is not the hash of its attachment", headerHash)
	}
	return p, nil
}

// hashes tells whether sum is the SHA-2 hash of b, in any of its lengths
// (xAPI 1.0.3 Data 2.4.11).
func hashes(b []byte, sum string) bool {
	switch len(sum) {
	case 2 * sha256.Size224:
		h := sha256.Sum224(b)
		return sum == hex.EncodeToString(h[:])
	case 2 * sha256.Size:
		h := sha256.Sum256(b)
		return sum == hex.EncodeToString(h[:])
	case 2 * sha512.Size384:
		h := sha512.Sum384(b)
		return sum == hex.EncodeToString(h[:])
	case 2 * sha512.Size:
		h := sha512.Sum512(b)
		return sum == hex.EncodeToString(h[:])
	}
	return false
}

// check matches contents with the attachments that the statements name, by
// their hashes: each content is named, and each attachment has its content or
// a fileUrl; and signatures are those of their statements (xAPI 1.0.3
// Communication 1.5.2, Data 2.6). A length is what the statement says; the hash
// is what counts.
func (c contents) check(items []record) error {
	have := map[string]part{}
	for _, p := range c.parts {
		have[p.sha2] = p
	}
	named := map[string]bool{}
	for _, it := range items {
		for _, a := range it.attachments {
			p, ok := have[a.sha2]
			named[a.sha2] = true
			if a.usage == usageSignature {
				if err := checkSignature(it, a, p, ok); err != nil {
					return err
				}
			}
			if !ok && !a.elsewhere {
				return bad("an attachment has neither its content in a multipart body nor a fileUrl")
			}
		}
	}
	for _, p := range c.parts {
		if !named[p.sha2] {
			return bad("the body holds an attachment that no statement names")
		}
	}
	return nil
}

// fitting cuts a page where the contents of its attachments would be too much
// for one answer; at least one statement stays.
func (l *LRS) fitting(ctx context.Context, p *page) error {
	size := int64(0)
	for i, s := range p.statements {
		r, err := oldRecord(s.body, s.at)
		if err != nil {
			return err
		}
		for _, a := range r.attachments {
			size += a.length
		}
		if i > 0 && size > maxContents {
			p.statements, p.next = p.statements[:i], p.statements[i-1].seq
			return nil
		}
	}
	return ctx.Err()
}

// writeMultipart answers with statements and the contents of their attachments
// (xAPI 1.0.3 Communication 1.5.2, 2.1.3).
func (l *LRS) writeMultipart(w http.ResponseWriter, r *request, body []byte, from []stored) error {
	types, order, err := named(from)
	if err != nil {
		return err
	}
	found := map[string][]byte{}
	if len(order) > 0 {
		if found, err = lookUp(r.Context(), l.read(r.Context()), `SELECT sha2, bytes FROM lrs_attachments WHERE sha2 IN `, order); err != nil {
			return err
		}
	}
	var out bytes.Buffer
	mw := multipart.NewWriter(&out)
	add := func(h textproto.MIMEHeader, b []byte) error {
		p, err := mw.CreatePart(h)
		if err == nil {
			_, err = p.Write(b)
		}
		return err
	}
	err = add(textproto.MIMEHeader{"Content-Type": {"application/json"}}, body)
	for _, sum := range order {
		if b, ok := found[sum]; ok {
			err = errors.Join(err, add(textproto.MIMEHeader{"Content-Type": {types[sum]},
				"Content-Transfer-Encoding": {"binary"}, headerHash: {sum}}, b))
		}
	}
	if err = errors.Join(err, mw.Close()); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "multipart/mixed; boundary="+mw.Boundary())
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(out.Bytes()) // a client that has gone needs no answer
	return nil
}

// named lists the attachments of statements, each once.
func named(from []stored) (types map[string]string, order []string, err error) {
	types = map[string]string{}
	for _, s := range from {
		r, err := oldRecord(s.body, s.at)
		if err != nil {
			return nil, nil, err
		}
		for _, a := range r.attachments {
			if _, twice := types[a.sha2]; !twice {
				types[a.sha2] = a.contentType
				order = append(order, a.sha2)
			}
		}
	}
	return types, order, nil
}
