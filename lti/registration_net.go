package lti

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// ErrPrivate says that a name led to an address that isn't talked to.
var ErrPrivate = errors.New("the address isn't public")

// GuardedDialer dials public addresses alone, or with private set also those of the school's own network; else it fails
// with ErrPrivate. The check is on the address that is dialled, after the name was resolved, so that a name can't mean
// another one a moment later.
func GuardedDialer(private bool) *net.Dialer {
	return &net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !reachable(at.Addr(), private) {
			return ErrPrivate
		}
		return nil
	}}
}

// guardedTransport goes by a GuardedDialer.
func guardedTransport(private bool) *http.Transport {
	return &http.Transport{DialContext: GuardedDialer(private).DialContext, TLSHandshakeTimeout: 5 * time.Second, ForceAttemptHTTP2: true,
		DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10}
}

// notPublic are the ranges that netip doesn't name (RFC 6890 and RFC 8215).
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
}

// reachable decides about one address. Link-local ones are never asked: clouds hand out a machine's secrets there.
func reachable(a netip.Addr, private bool) bool {
	a = a.Unmap().WithZone("")
	switch {
	case a.IsUnspecified(), a.IsMulticast(), a.IsLinkLocalUnicast(), a.IsInterfaceLocalMulticast():
		return false
	case a.IsLoopback(), a.IsPrivate():
		return private
	}
	for _, p := range notPublic {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// resolveTime bounds one look at an address.
const resolveTime = 3 * time.Second

// OnPrivateNetwork says whether the web address is on this machine or a private network: PrivateHost by the resolver of the
// machine. A tool that is there itself may talk to others that are.
func OnPrivateNetwork(ctx context.Context, address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	return PrivateHost(u.Hostname(), func(host string) ([]netip.Addr, error) {
		ctx, cancel := context.WithTimeout(ctx, resolveTime)
		defer cancel()
		return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	})
}

// PrivateHost says whether a host name or address is this machine's or a private network's own: every address that it
// has is private or loopback. A name that can't be resolved isn't.
func PrivateHost(host string, lookup func(host string) ([]netip.Addr, error)) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		return !reachable(a, false) && reachable(a, true)
	}
	addrs, err := lookup(host)
	if err != nil || len(addrs) == 0 {
		return false
	}
	for _, a := range addrs {
		if reachable(a, false) || !reachable(a, true) {
			return false
		}
	}
	return true
}
