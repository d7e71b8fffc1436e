package lti_test

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"

	"github.com/lectern-classroom/lectern/lti"
)

func TestSigningKeys(t *testing.T) {
	t.Parallel()
	k, err := lti.GenerateSigningKeys()
	if err != nil {
		t.Fatal(err)
	}
	first := k.KeyIDs()[0]
	old, err := k.Sign([]byte(`{"a":1}`))
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Rotate(); err != nil {
		t.Fatal(err)
	}
	if ids := k.KeyIDs(); len(ids) != 2 || ids[1] != first {
		t.Errorf("keys %v", ids)
	}
	published, err := k.PublicSet()
	if err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{`"d"`, `"p"`, `"q"`, `"dp"`, `"dq"`, `"qi"`} {
		if strings.Contains(string(published), private) {
			t.Errorf("LTI-KEY-08: %s was published", private)
		}
	}
	set, err := jwk.Parse(published)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := jws.Verify(old, jws.WithKeySet(set, jws.WithRequireKid(true))); err != nil {
		t.Errorf("LTI-KEY-08: what the old key signed: %v", err)
	}
}

func TestSigningKeysStored(t *testing.T) {
	t.Parallel()
	k, err := lti.GenerateSigningKeys()
	if err != nil {
		t.Fatal(err)
	}
	first := k.KeyIDs()[0]
	if err := k.Rotate(); err != nil {
		t.Fatal(err)
	}
	published, err := k.PublicSet()
	if err != nil {
		t.Fatal(err)
	}
	stored, err := k.MarshalPrivate()
	if err != nil {
		t.Fatal(err)
	}
	again, err := lti.ParseSigningKeys(stored)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(k.KeyIDs(), again.KeyIDs()); diff != "" {
		t.Error(diff)
	}
	if err := k.Retire(k.KeyIDs()[0]); err == nil {
		t.Error("the key that signs was retired")
	}
	if err := k.Retire(first); err != nil || len(k.KeyIDs()) != 1 {
		t.Errorf("retire: %v, %v", err, k.KeyIDs())
	}
	if s := fmt.Sprintf("%v %+v %#v %s", k, k, k, k); strings.Contains(s, "big") || len(s) > 200 {
		t.Errorf("printed: %.100s", s)
	}
	der, err := x509.MarshalPKCS8PrivateKey(rsaOne())
	if err != nil {
		t.Fatal(err)
	}
	if k, err := lti.ParseSigningKeys(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})); err != nil || len(k.KeyIDs()[0]) != 43 {
		t.Errorf("PEM: %v", err)
	}
	for name, bad := range map[string][]byte{"empty": nil, "text": []byte("x"), "public": published, "weak": mustJSON(t, public(rsaWeak(), "w")), "EC": mustJSON(t, public(ecOne(), "e"))} {
		if _, err := lti.ParseSigningKeys(bad); err == nil {
			t.Errorf("%s keys were taken", name)
		}
	}
}

func TestAKeyIsPublishedBeforeItSigns(t *testing.T) {
	t.Parallel()
	k, err := lti.GenerateSigningKeys()
	if err != nil {
		t.Fatal(err)
	}
	old := k.KeyIDs()[0]
	next, err := k.Add()
	if err != nil || k.KeyIDs()[0] != old || k.KeyIDs()[1] != next {
		t.Fatalf("LTI-KEY-08 %v, %v: the new key signs at once", k.KeyIDs(), err)
	}
	if set, err := k.PublicSet(); err != nil || !strings.Contains(string(set), next) {
		t.Errorf("LTI-KEY-08 the new key isn't published: %v", err)
	}
	if err := k.Use(next); err != nil || k.KeyIDs()[0] != next || k.KeyIDs()[1] != old {
		t.Errorf("LTI-KEY-08 %v, %v", k.KeyIDs(), err)
	}
	if k.Use("none") == nil {
		t.Error("a key that isn't there signs")
	}
	if err := k.Retire(old); err != nil || len(k.KeyIDs()) != 1 {
		t.Errorf("%v, %v", k.KeyIDs(), err)
	}
}
