package lti

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// RegistrarConfig configures a Registrar; its zero value talks to public addresses by https alone.
type RegistrarConfig struct {
	// Private lets the registration talk to private and loopback addresses, and by plain http. It is for a tool that is
	// itself on such an address: what a stranger's request could reach from there, its sender can reach anyway.
	Private  bool
	Timeout  time.Duration // of one request; 0: 10 s
	MaxBytes int64         // of one answer; 0: 256 KiB
}

// Registrar registers the tool with platforms by itself (LTI Dynamic Registration 1.0). It follows no redirect and uses
// no proxy, so that the address that was checked is the one that is asked. Safe for concurrent use.
type Registrar struct {
	cfg  RegistrarConfig
	http http.Client
}

// NewRegistrar makes a Registrar.
func NewRegistrar(cfg RegistrarConfig) *Registrar {
	setDefault(&cfg.Timeout, 10*time.Second)
	setDefault(&cfg.MaxBytes, 256<<10)
	return &Registrar{cfg: cfg, http: http.Client{
		Transport:     guardedTransport(cfg.Private),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// RegistrationRequest is what a platform opens the tool's registration address with (DR, step 1).
type RegistrationRequest struct {
	ConfigurationURL string // openid_configuration
	Token            string // registration_token; "" where the platform uses none. A secret: never log it
}

const (
	maxConfigurationURL  = 2048
	maxRegistrationToken = 16 << 10
)

// ParseRegistration reads the parameters of the registration address.
func ParseRegistration(q url.Values) (RegistrationRequest, error) {
	r := RegistrationRequest{ConfigurationURL: q.Get("openid_configuration"), Token: q.Get("registration_token")}
	for _, name := range []string{"openid_configuration", "registration_token"} {
		if len(q[name]) > 1 {
			return r, refuseClaim("registration_request_malformed", name, errors.New("it comes twice"))
		}
	}
	switch {
	case r.ConfigurationURL == "":
		return r, refuse("registration_address_missing", nil)
	case len(r.ConfigurationURL) > maxConfigurationURL:
		return r, refuseClaim("registration_request_malformed", "openid_configuration", errors.New("it is too long"))
	case len(r.Token) > maxRegistrationToken || strings.ContainsFunc(r.Token, func(c rune) bool { return c <= ' ' || c > '~' }):
		return r, refuseClaim("registration_request_malformed", "registration_token", errors.New("it can't be a header's value"))
	}
	return r, nil
}

// address checks an address that the registration asks or keeps: the web's, without credentials, https unless private.
func (r *Registrar) address(raw string) (*url.URL, error) {
	u, err := webURL(raw)
	if err != nil {
		return nil, err
	}
	if u.Scheme == "http" && !r.cfg.Private {
		return nil, errors.New("not an https URL")
	}
	if u.Fragment != "" {
		return nil, errors.New("it has a fragment")
	}
	return u, nil
}

// fetch does one request and reads the answer within the bounds of time and size.
func (r *Registrar) fetch(ctx context.Context, req *http.Request) (int, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, r.cfg.Timeout)
	defer cancel()
	res, err := r.http.Do(req.WithContext(ctx))
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // without the address: it may carry a token
		}
		return 0, nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, r.cfg.MaxBytes+1))
	if err != nil {
		return 0, nil, err
	}
	if int64(len(body)) > r.cfg.MaxBytes {
		return res.StatusCode, nil, errTooLarge{r.cfg.MaxBytes}
	}
	return res.StatusCode, body, nil
}

type errTooLarge struct{ bytes int64 }

func (e errTooLarge) Error() string { return fmt.Sprintf("more than %d bytes", e.bytes) }
